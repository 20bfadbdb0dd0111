using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Binding;

/// <summary>Finds policies by an id, a name, or a name with wildcards, and stores whether it found any.</summary>
internal sealed class PolicyMatcher
{
    private readonly string _text;
    private readonly NamePattern _pattern;
    private bool _found;

    internal PolicyMatcher(string text)
    {
        _text = text;
        _pattern = new NamePattern(text);
    }

    /// <summary>Whether a policy with this exact name or id was not found; a pattern need not match.</summary>
    internal bool IsMissing => !_found && !_pattern.HasWildcards;

    internal bool Matches(StatusEntity policy) => MatchesId(policy) || MatchesName(policy);

    internal bool MatchesId(StatusEntity policy) => Remember(string.Equals(policy.Id, _text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the name equals the text, which may contain brackets, or matches it as a pattern.</summary>
    internal bool MatchesName(StatusEntity policy)
    {
        string name = policy.DisplayName ?? string.Empty;
        return Remember(string.Equals(name, _text, StringComparison.OrdinalIgnoreCase) || _pattern.IsMatch(name));
    }

    /// <summary>Creates the error for a policy that was not found.</summary>
    /// <param name="unlisted">How many kinds of policy could not be listed.</param>
    internal ErrorRecord NotFound(int unlisted) => ErrorRecords.Create(
        new ItemNotFoundException($"No policy has the name or id '{_text}'."),
        "PolicyNotFound",
        _text,
        null,
        unlisted > 0
            ? "Not every kind of policy could be listed; see the other errors."
            : "Get-DeviceStatusPolicy lists the policies; wildcards are allowed in names.");

    private bool Remember(bool matches)
    {
        _found |= matches;
        return matches;
    }
}
