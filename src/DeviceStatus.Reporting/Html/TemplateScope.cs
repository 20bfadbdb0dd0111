namespace DeviceStatus.Reporting.Html;

/// <summary>The values for a template, or for one item of a list in it; a missing name is looked up in the outer scope.</summary>
/// <param name="outer">The outer scope, or <see langword="null"/>.</param>
internal sealed class TemplateScope(TemplateScope? outer = null)
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>Sets a text.</summary>
    internal TemplateScope With(string name, string? text)
    {
        _values[name] = text ?? string.Empty;
        return this;
    }

    /// <summary>Adds a list, with one scope for each item.</summary>
    internal TemplateScope With<T>(string name, IEnumerable<T> items, Action<TemplateScope, T> fill)
    {
        var scopes = new List<TemplateScope>();
        foreach (T item in items)
        {
            var scope = new TemplateScope(this);
            fill(scope, item);
            scopes.Add(scope);
        }

        _values[name] = scopes;
        return this;
    }

    /// <summary>The text of a name.</summary>
    /// <exception cref="KeyNotFoundException">The name is not set.</exception>
    internal string Text(string name) => (string)Find(name);

    /// <summary>The scopes of a section: the items of a list, or this scope once if a text is set.</summary>
    internal IReadOnlyList<TemplateScope> Items(string name) => Find(name) switch
    {
        IReadOnlyList<TemplateScope> list => list,
        string { Length: > 0 } => [this],
        _ => [],
    };

    private object Find(string name) => _values.TryGetValue(name, out object? value) ? value
        : outer?.Find(name) ?? throw new KeyNotFoundException($"The template uses '{name}', which is not set.");
}
