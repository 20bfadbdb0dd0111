using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// Creates the test of one value. As in OData, null is equal only to null, and is neither less nor greater than any value.
/// </summary>
internal static class FilterOperators
{
    internal static bool IsEquality(FilterOperator comparison) => comparison is FilterOperator.Eq or FilterOperator.Ne;

    internal static FilterOperator? Take(FilterTokens tokens)
    {
        foreach (FilterOperator comparison in Enum.GetValues<FilterOperator>())
        {
            if (tokens.TakeWord(comparison.ToString().ToLowerInvariant()))
            {
                return comparison;
            }
        }

        return null;
    }

    /// <summary>Creates the test of a comparison with the value in the filter.</summary>
    /// <exception cref="FilterException">The property cannot be compared with the value.</exception>
    internal static Func<object?, bool?> Test(PropertyDescriptor property, FilterOperator comparison, FilterToken token, bool exact)
    {
        string text = token.Value;
        if (token is { Kind: FilterTokenKind.Word, Value: "null" })
        {
            return value => comparison == FilterOperator.Eq ? value is null : comparison == FilterOperator.Ne && value is not null;
        }

        bool quoted = token.Kind == FilterTokenKind.Text;
        return property.Type switch
        {
            PropertyType.Text when quoted =>
                Typed<string>(comparison, value => value as string, value => Compare(value, text, comparison, exact)),
            PropertyType.Enum when property.Enum!.Find(text) is { } member =>
                Typed<string>(
                    comparison, value => value as string,
                    value => Holds(comparison, string.Compare(value, member.Name, StringComparison.OrdinalIgnoreCase))),
            PropertyType.Number when !quoted
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) =>
                Typed<object>(comparison, value => value as int?, value => Holds(comparison, ((int)value).CompareTo(number))),
            PropertyType.Timestamp when !quoted && EdmDate.TryParse(text, out DateTimeOffset date) =>
                Typed<object>(comparison, Instant, value => Holds(comparison, ((DateTimeOffset)value).CompareTo(date))),
            _ => throw new FilterException($"'{property.Name}' cannot be compared with '{text}'; it takes {Expected(property)}."),
        };
    }

    /// <summary>Creates the test of <c>startswith</c>, <c>endswith</c> or <c>contains</c>.</summary>
    internal static Func<object?, bool?> Part(string function, string part, bool exact) => value =>
    {
        if (value is not string text)
        {
            return value is null ? false : null;
        }

        return Has(StringComparison.Ordinal) ? true
            : !exact && Has(StringComparison.OrdinalIgnoreCase) ? null
            : false;

        bool Has(StringComparison comparison) => function switch
        {
            "startswith" => text.StartsWith(part, comparison),
            "endswith" => text.EndsWith(part, comparison),
            _ => text.Contains(part, comparison),
        };
    };

    /// <summary>
    /// Applies a test to a value of the expected type. Null is different; the result for a value of another type is undecided.
    /// </summary>
    private static Func<object?, bool?> Typed<TValue>(
        FilterOperator comparison, Func<object, object?> convert, Func<TValue, bool?> test) => value =>
        value is null ? comparison == FilterOperator.Ne : convert(value) is TValue typed ? test(typed) : null;

    private static object? Instant(object value) => value switch
    {
        DateTimeOffset date => date,
        string text when EdmDate.TryParse(text, out DateTimeOffset date) => date,
        _ => null,
    };

    private static bool? Compare(string value, string text, FilterOperator comparison, bool exact)
    {
        bool result = Holds(comparison, string.CompareOrdinal(value, text));
        return exact || result == Holds(comparison, string.Compare(value, text, StringComparison.OrdinalIgnoreCase)) ? result : null;
    }

    private static bool Holds(FilterOperator comparison, int order) => comparison switch
    {
        FilterOperator.Eq => order == 0,
        FilterOperator.Ne => order != 0,
        FilterOperator.Gt => order > 0,
        FilterOperator.Ge => order >= 0,
        FilterOperator.Lt => order < 0,
        _ => order <= 0,
    };

    private static string Expected(PropertyDescriptor property) => property.Type switch
    {
        PropertyType.Enum => $"a member of '{property.Enum!.Name}'",
        PropertyType.Number => "a whole number without quotes",
        PropertyType.Timestamp => "a date with time and zone without quotes",
        _ => "a text in single quotes",
    };
}
