namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Estimates the share of requests that the service refuses for a reason other than a used-up quota. A used-up quota refuses all later
/// requests, so a 429 before a success in the same batch is such a refusal.
/// </summary>
internal sealed class StrayRefusals
{
    /// <summary>A series of refusals with a lower probability than this is treated as a used-up quota.</summary>
    private const double Significance = 0.001;

    /// <summary>The memory, in requests.</summary>
    private const double Memory = 300;

    /// <summary>The weight of a measured share, in requests, and its maximum.</summary>
    private const double LearnedSample = 40;
    private const double MaxLearned = 0.6;

    private double _seen;
    private double _refused;

    /// <summary>The share, from 0 to 1.</summary>
    internal double Share => _seen == 0 ? 0 : _refused / _seen;

    /// <summary>Records the responses to one permit.</summary>
    internal void Add(PaceReport report)
    {
        // Refusals at the end are not counted, because they may be the start of a used-up quota.
        int refused = report.Refused - report.RefusedAtEnd;
        int seen = report.Succeeded + refused;
        double keep = Math.Max(0, 1 - (seen / Memory));
        _seen = (_seen * keep) + seen;
        _refused = (_refused * keep) + refused;
    }

    /// <summary>Records refusals at the end of a batch that chance explains.</summary>
    internal void AddExplained(int count)
    {
        _seen += count;
        _refused += count;
    }

    /// <summary>Sets a share that was measured in another way.</summary>
    internal void Learn(double share)
    {
        _seen = Math.Max(_seen, LearnedSample);
        _refused = Math.Max(_refused, Math.Min(share, MaxLearned) * _seen);
    }

    /// <summary>Whether chance explains a series of refusals.</summary>
    internal bool Explains(int run) => Math.Pow(Math.Min(Share, MaxLearned), run) >= Significance;
}
