namespace DeviceStatus.Graph.Throttling;

/// <summary>
/// Estimates the share of requests that the service refuses for a reason other than a used-up quota. A used-up quota refuses everything
/// that follows, so a 429 with a success after it in the same batch is such a refusal.
/// </summary>
internal sealed class StrayRefusals
{
    /// <summary>A run of refusals that chance brings this rarely is taken for a used-up quota.</summary>
    private const double Significance = 0.005;

    /// <summary>The memory, in requests.</summary>
    private const double Memory = 300;

    private double _seen;
    private double _refused;

    /// <summary>The share, from 0 to 1.</summary>
    internal double Share => _seen == 0 ? 0 : _refused / _seen;

    /// <summary>Takes in the responses to one permit.</summary>
    internal void Add(PaceReport report)
    {
        // What stands at the end says nothing: it may be the beginning of a used-up quota.
        int refused = report.Refused - report.RefusedAtEnd;
        int seen = report.Succeeded + refused;
        double keep = Math.Max(0, 1 - (seen / Memory));
        _seen = (_seen * keep) + seen;
        _refused = (_refused * keep) + refused;
    }

    /// <summary>Whether a run of refusals is short enough to be chance.</summary>
    internal bool Explains(int run) => Math.Pow(Share, run) >= Significance;
}
