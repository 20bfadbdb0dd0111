using System.Globalization;
using DeviceStatus.Graph;

namespace DeviceStatus.Sandbox;

/// <summary>
/// Reads a <c>$filter</c> of <c>eq</c>, <c>ne</c>, <c>and</c>, <c>or</c> and parentheses over the properties of a resource.
/// Texts compare with regard to case, dates as instants.
/// </summary>
internal sealed class FilterParser
{
    private const int MaxDepth = 64;
    private readonly ResourceTable _table;
    private readonly GraphVersion _version;
    private readonly string _text;
    private readonly FilterTokens _tokens;
    private int _depth;

    private FilterParser(ResourceTable table, GraphVersion version, string text)
    {
        _table = table;
        _version = version;
        _text = text;
        _tokens = new FilterTokens(text);
    }

    /// <summary>Reads a filter.</summary>
    /// <exception cref="ApiException">400; the message says what is wrong with it.</exception>
    internal static Predicate<SandboxItem> Parse(ResourceTable table, GraphVersion version, string text)
    {
        FilterParser parser = new(table, version, text);
        Predicate<SandboxItem> filter = parser.Or();
        return parser._tokens.Current.Kind == FilterTokenKind.End ? filter : throw parser.Unexpected("the end");
    }

    private Predicate<SandboxItem> Or()
    {
        Predicate<SandboxItem> left = And();
        while (_tokens.TakeWord("or"))
        {
            Predicate<SandboxItem> first = left;
            Predicate<SandboxItem> second = And();
            left = item => first(item) || second(item);
        }

        return left;
    }

    private Predicate<SandboxItem> And()
    {
        Predicate<SandboxItem> left = Term();
        while (_tokens.TakeWord("and"))
        {
            Predicate<SandboxItem> first = left;
            Predicate<SandboxItem> second = Term();
            left = item => first(item) && second(item);
        }

        return left;
    }

    private Predicate<SandboxItem> Term()
    {
        if (_tokens.Current.Kind != FilterTokenKind.Open)
        {
            return Comparison();
        }

        if (++_depth > MaxDepth)
        {
            throw ApiException.BadRequest("Invalid filter clause: the parentheses are nested too deep.");
        }

        _tokens.Take();
        Predicate<SandboxItem> inner = Or();
        if (_tokens.Current.Kind != FilterTokenKind.Close)
        {
            throw Unexpected("')'");
        }

        _tokens.Take();
        _depth--;
        return inner;
    }

    private Predicate<SandboxItem> Comparison()
    {
        if (_tokens.Current.Kind != FilterTokenKind.Word)
        {
            throw Unexpected("the name of a property");
        }

        string name = _tokens.Take().Value;
        int index = _table.IndexOf(name, _version);
        if (index < 0)
        {
            throw ApiException.BadRequest(
                $"Invalid filter clause: could not find a property named '{name}' on type 'microsoft.graph.{_table.Resource.EntityType}'.");
        }

        bool equal = _tokens.TakeWord("eq");
        if (!equal && !_tokens.TakeWord("ne"))
        {
            throw Unexpected("'eq' or 'ne'");
        }

        if (_tokens.Current.Kind is not (FilterTokenKind.Word or FilterTokenKind.Text))
        {
            throw Unexpected("a value");
        }

        Predicate<object?> matches = Matches(_table.Resource.Properties[index], _tokens.Take());
        return item => matches(item.Values[index]) == equal;
    }

    private static Predicate<object?> Matches(PropertyDescriptor property, FilterToken token)
    {
        string text = token.Value;
        if (token is { Kind: FilterTokenKind.Word, Value: "null" })
        {
            return value => value is null;
        }

        bool quoted = token.Kind == FilterTokenKind.Text;
        switch (property.Type)
        {
            case PropertyType.Text when quoted:
                return value => string.Equals((string?)value, text, StringComparison.Ordinal);
            case PropertyType.Enum when property.Enum!.Find(text) is { } member:
                return value => string.Equals((string?)value, member.Name, StringComparison.Ordinal);
            case PropertyType.Number when !quoted && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number):
                return value => value is int stored && stored == number;
            case PropertyType.Timestamp when !quoted && EdmDate.TryParse(text, out DateTimeOffset date):
                return value => value is string stored && EdmDate.TryParse(stored, out DateTimeOffset instant) && instant == date;
            default:
                string expected = property.Type switch
                {
                    PropertyType.Enum => $"a member of '{property.Enum!.Name}'",
                    PropertyType.Number => "a whole number without quotes",
                    PropertyType.Timestamp => "a date with time and zone without quotes",
                    _ => "a text in single quotes",
                };
                throw ApiException.BadRequest($"Invalid filter clause: '{property.Name}' cannot be compared with '{text}'; it takes {expected}.");
        }
    }

    private ApiException Unexpected(string expected) => ApiException.BadRequest(
        $"Invalid filter clause: expected {expected} instead of '{_tokens.Current.Value}' in '{_text}'.");
}
