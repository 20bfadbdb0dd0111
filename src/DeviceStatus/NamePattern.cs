using System.Management.Automation;

namespace DeviceStatus;

/// <summary>A name that may hold wildcards. What is no valid pattern, such as <c>a[</c>, stands for itself.</summary>
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

    /// <summary>Whether the name may fit several things, or none.</summary>
    internal bool HasWildcards { get; }

    internal bool IsMatch(string? name) => _pattern.IsMatch(name);
}
