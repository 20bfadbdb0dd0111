using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// Parses a <c>$filter</c> of <c>eq ne gt ge lt le in</c>, <c>and or not</c>, <c>startswith endswith contains</c> and parentheses over the
/// properties of a resource. Dates compare as instants.
/// </summary>
/// <typeparam name="T">A row.</typeparam>
internal sealed class FilterParser<T>
{
    private const int MaxDepth = 64;
    private static readonly string[] Functions = ["startswith", "endswith", "contains"];
    private readonly FilterSource<T> _source;
    private readonly string _text;
    private readonly FilterTokens _tokens;
    private int _depth;

    private FilterParser(FilterSource<T> source, string text)
    {
        _source = source;
        _text = text;
        _tokens = new FilterTokens(text);
    }

    /// <summary>Parses a filter.</summary>
    /// <exception cref="FilterException">The filter is invalid or uses syntax that is not supported here.</exception>
    internal static FilterTest<T> Parse(FilterSource<T> source, string text)
    {
        FilterParser<T> parser = new(source, text);
        FilterTest<T> filter = parser.Or();
        return parser._tokens.Current.Kind == FilterTokenKind.End ? filter : throw parser.Unexpected("the end");
    }

    private FilterTest<T> Or() => Chain("or", And, decisive: true);

    private FilterTest<T> And() => Chain("and", Term, decisive: false);

    /// <summary>
    /// Terms joined by one operator. A term with the decisive value decides; otherwise an undecided term makes the result undecided.
    /// </summary>
    private FilterTest<T> Chain(string word, Func<FilterTest<T>> next, bool decisive)
    {
        List<FilterTest<T>> terms = [next()];
        while (_tokens.TakeWord(word))
        {
            terms.Add(next());
        }

        return terms.Count == 1 ? terms[0] : row =>
        {
            bool? result = !decisive;
            foreach (FilterTest<T> term in terms)
            {
                bool? one = term(row);
                if (one == decisive)
                {
                    return decisive;
                }

                result = one is null ? null : result;
            }

            return result;
        };
    }

    private FilterTest<T> Term()
    {
        if (++_depth > MaxDepth)
        {
            throw new FilterException("the parentheses are nested too deep.");
        }

        try
        {
            if (_tokens.TakeWord("not"))
            {
                FilterTest<T> inverted = Term();
                return row => !inverted(row);
            }

            if (_tokens.Current.Kind != FilterTokenKind.Open)
            {
                return Comparison();
            }

            _tokens.Take();
            FilterTest<T> inner = Or();
            Expect(FilterTokenKind.Close, "')'");
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private FilterTest<T> Comparison()
    {
        if (_tokens.Current.Kind != FilterTokenKind.Word)
        {
            throw Unexpected("the name of a property");
        }

        string name = _tokens.Take().Value;
        if (_tokens.Current.Kind == FilterTokenKind.Open && Array.IndexOf(Functions, name) >= 0)
        {
            return Function(name);
        }

        (PropertyDescriptor property, int index) = Find(name);
        if (_tokens.TakeWord("in"))
        {
            return Over(index, In(property));
        }

        FilterOperator? found = FilterOperators.Take(_tokens);
        if (found is not { } comparison || (property.Type == PropertyType.Enum && !FilterOperators.IsEquality(comparison)))
        {
            throw Unexpected(
                property.Type == PropertyType.Enum ? "'eq', 'ne' or 'in'" : "'eq', 'ne', 'gt', 'ge', 'lt', 'le' or 'in'", found);
        }

        if (_tokens.Current.Kind is not (FilterTokenKind.Word or FilterTokenKind.Text))
        {
            throw Unexpected("a value");
        }

        Func<object?, bool?> matches = FilterOperators.Test(property, comparison, _tokens.Take(), _source.IsExact);
        return Over(index, matches);
    }

    /// <summary>Parses the list after <c>in</c>: equal to one of its values.</summary>
    private Func<object?, bool?> In(PropertyDescriptor property)
    {
        Expect(FilterTokenKind.Open, "'('");
        List<Func<object?, bool?>> tests = [];
        do
        {
            if (tests.Count > 0)
            {
                _tokens.Take();
            }

            if (_tokens.Current.Kind is not (FilterTokenKind.Word or FilterTokenKind.Text))
            {
                throw Unexpected("a value");
            }

            tests.Add(FilterOperators.Test(property, FilterOperator.Eq, _tokens.Take(), _source.IsExact));
        }
        while (_tokens.Current.Kind == FilterTokenKind.Comma);
        Expect(FilterTokenKind.Close, "')'");
        return value =>
        {
            bool? result = false;
            foreach (Func<object?, bool?> test in tests)
            {
                bool? one = test(value);
                if (one == true)
                {
                    return true;
                }

                result = one is null ? null : result;
            }

            return result;
        };
    }

    private FilterTest<T> Function(string function)
    {
        _tokens.Take();
        if (_tokens.Current.Kind != FilterTokenKind.Word)
        {
            throw Unexpected("the name of a property");
        }

        string name = _tokens.Take().Value;
        (PropertyDescriptor property, int index) = Find(name);
        if (property.Type != PropertyType.Text)
        {
            throw new FilterException($"'{function}' requires a text, and '{property.Name}' is not one.");
        }

        Expect(FilterTokenKind.Comma, "','");
        if (_tokens.Current.Kind != FilterTokenKind.Text)
        {
            throw Unexpected("a text in single quotes");
        }

        string part = _tokens.Take().Value;
        Expect(FilterTokenKind.Close, "')'");
        return Over(index, FilterOperators.Part(function, part, _source.IsExact));
    }

    private FilterTest<T> Over(int index, Func<object?, bool?> matches)
    {
        Func<T, int, object?> read = _source.Read;
        return row => read(row, index) is { } value && ReferenceEquals(value, FilterSource<T>.Missing) ? null : matches(read(row, index));
    }

    private (PropertyDescriptor Property, int Index) Find(string name)
    {
        IReadOnlyList<PropertyDescriptor> properties = _source.Resource.Properties;
        for (int i = 0; i < properties.Count; i++)
        {
            if (string.Equals(properties[i].Name, name, StringComparison.OrdinalIgnoreCase) && _source.IsKnown(properties[i]))
            {
                return (properties[i], i);
            }
        }

        throw new FilterException($"could not find a property named '{name}' on type 'microsoft.graph.{_source.Resource.EntityType}'.");
    }

    private void Expect(FilterTokenKind kind, string what)
    {
        if (_tokens.Current.Kind != kind)
        {
            throw Unexpected(what);
        }

        _tokens.Take();
    }

    private FilterException Unexpected(string expected, FilterOperator? instead = null) =>
        new($"expected {expected} instead of '{instead?.ToString().ToLowerInvariant() ?? _tokens.Current.Value}' in '{_text}'.");
}
