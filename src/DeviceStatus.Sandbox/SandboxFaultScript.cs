using System.Text.RegularExpressions;

namespace DeviceStatus.Sandbox;

/// <summary>Chooses faults by rules, for <see cref="SandboxOptions.Faults"/>. The first matching rule decides. Thread-safe.</summary>
public sealed class SandboxFaultScript
{
    private readonly object _lock = new();
    private readonly Random _random;
    private readonly Rule[] _rules;

    /// <summary>Creates a script.</summary>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="seed">The seed of the random numbers, or <see langword="null"/> for a random seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share, a number of a call or a status code is out of its range.</exception>
    public SandboxFaultScript(IEnumerable<SandboxFaultRule> rules, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _random = seed is { } value ? new Random(value) : new Random();
        _rules = [.. rules.Select(rule => new Rule(rule))];
    }

    /// <summary>Chooses the fault of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The fault, or <see cref="SandboxFault.None"/>.</returns>
    public SandboxFault Choose(SandboxCall call)
    {
        SandboxFault chosen = SandboxFault.None;
        lock (_lock)
        {
            // Every rule counts the call, also after a rule that matched. The number of a call therefore does not depend on other rules.
            foreach (Rule rule in _rules)
            {
                if (rule.Hits(call, _random) && chosen.Kind == SandboxFaultKind.None)
                {
                    chosen = rule.Fault;
                }
            }
        }

        return chosen;
    }

    private sealed class Rule
    {
        private readonly SandboxFaultRule _rule;
        private readonly Regex? _path;
        private readonly HashSet<int> _calls;
        private int _seen;

        internal Rule(SandboxFaultRule rule)
        {
            if (rule.Share is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(rule), rule.Share, "Share is a number from 0 to 1.");
            }

            if (rule.Calls.Any(number => number < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(rule), rule.Calls.Min(), "Calls are counted from 1.");
            }

            if (rule.Fault.Kind == SandboxFaultKind.Error && rule.Fault.StatusCode is not (>= 400 and <= 599))
            {
                throw new ArgumentOutOfRangeException(nameof(rule), rule.Fault.StatusCode, "The status code of an error is 400 to 599.");
            }

            _rule = rule;
            _calls = [.. rule.Calls];
            _path = rule.Path is null
                ? null
                : new Regex(
                    "^" + Regex.Escape(rule.Path)
                        .Replace("\\*", ".*", StringComparison.Ordinal)
                        .Replace("\\?", ".", StringComparison.Ordinal) + "$",
                    RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }

        internal SandboxFault Fault => _rule.Fault;

        internal bool Hits(SandboxCall call, Random random)
        {
            if (!Matches(call))
            {
                return false;
            }

            _seen++;
            return _calls.Count > 0 ? _calls.Contains(_seen) : random.NextDouble() < _rule.Share;
        }

        private bool Matches(SandboxCall call) =>
            _rule.Scope switch
            {
                SandboxFaultScope.Request => call.Kind != SandboxCallKind.BatchItem,
                SandboxFaultScope.Item => call.Kind == SandboxCallKind.BatchItem,
                _ => call.Kind != SandboxCallKind.Batch,
            }
            && (_rule.Method is null || string.Equals(_rule.Method, call.Method, StringComparison.OrdinalIgnoreCase))
            && (_path is null || _path.IsMatch(call.Url));
    }
}
