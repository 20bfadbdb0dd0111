using System.Management.Automation;

namespace DeviceStatus;

/// <summary>A name that may contain wildcards. An invalid pattern, such as <c>a[</c>, is a plain name.</summary>
internal sealed class NamePattern
{
    private readonly WildcardPattern _pattern;

    internal NamePattern(string text)
    {
        HasWildcards = WildcardPattern.ContainsWildcardCharacters(text);
        _pattern = WildcardPattern.Get(text, WildcardOptions.IgnoreCase);
        try
        {
            _pattern.IsMatch(string.Empty);
        }
        catch (WildcardPatternException)
        {
            HasWildcards = false;
            _pattern = WildcardPattern.Get(WildcardPattern.Escape(text), WildcardOptions.IgnoreCase);
        }
    }

    /// <summary>Whether the name has wildcards, so that it may match any number of things.</summary>
    internal bool HasWildcards { get; }

    internal bool IsMatch(string? name) => _pattern.IsMatch(name);
}
