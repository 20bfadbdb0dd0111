using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Lists the policies that have statuses, of five kinds.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusPolicy",
    HelpUri = HelpLinks.Base + "Get-DeviceStatusPolicy.md")]
[OutputType(typeof(Policy))]
public sealed class GetDeviceStatusPolicyCommand : TenantCommand
{
    private readonly List<RequestedPolicy> _names = [];
    private readonly List<Connection> _ofRows = [];
    private List<RequestedPolicy> _ids = [];
    private ReadLanes? _lanes;
    private int _unlistedKinds;
    private bool _hasRows;
    private bool _hasRowWithoutConnection;

    /// <summary>Names of policies, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The kinds of policy to list. Default: all.</summary>
    [Parameter]
    [ValidateSet(
        "DeviceConfiguration",
        "DeviceCompliancePolicy",
        "MobileAppConfiguration",
        "IosLobAppProvisioningConfiguration",
        "ConfigurationPolicy")]
    public string[]? Kind { get; set; }

    /// <summary>Ids of policies. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Connection[]? ofRow = TypedConnections is null ? Connection : null;
        if (UnresolvedConnections.ReasonOf(ofRow) is { } reason)
        {
            // The other rows are still read.
            _hasRows = true;
            string names = string.Join(", ", Name ?? []);
            WriteError(
                ErrorRecords.Create(reason, NotConnected, names, null, "Connect again under that name, or name another connection."));
            return;
        }

        _hasRows = true;
        _ofRows.AddRange(ofRow ?? []);
        _hasRowWithoutConnection |= ofRow is null;
        _names.AddRange((Name ?? []).Select(name => new RequestedPolicy(new PolicyMatcher(name), ofRow)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && !_hasRows)
        {
            // The pipeline was empty, which does not mean all policies.
            return;
        }

        IReadOnlyList<Connection> usual = _hasRowWithoutConnection ? ResolveConnections() : [];
        Connection[] connections = [.. usual.Concat(_ofRows).Distinct()];
        _ids = [.. (Id ?? []).Select(id => new RequestedPolicy(new PolicyMatcher(id), null))];
        PolicyListing listing = new(KindsOf(Kind), Kind is not null, Write);
        _lanes = new ReadLanes(this, connections.Length, (lane, taken) => listing.TryTake(lane, taken.Part));
        foreach (Connection connection in connections)
        {
            listing.Begin(_lanes, connection);
        }

        _lanes.Finish();
        foreach (RequestedPolicy policy in _names.Concat(_ids).Where(policy => policy.Matcher.IsMissing))
        {
            WriteError(policy.Matcher.NotFound(_unlistedKinds));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _lanes?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool Matches(List<RequestedPolicy> wanted, Connection connection, Predicate<PolicyMatcher> matches) =>
        wanted.Count == 0 || wanted.FindAll(policy => policy.IsReadFrom(connection) && matches(policy.Matcher)).Count > 0;

    private void Write(ReadLane lane, ListedPolicies listed)
    {
        _unlistedKinds += listed.Failures.Count;
        PolicyListing.WriteErrors(this, listed);
        foreach (StatusEntity policy in listed.Policies)
        {
            // Both, because what was found by its id is not missing when its name does not fit.
            bool fitsName = Matches(_names, listed.Connection, matcher => matcher.MatchesName(policy));
            bool fitsId = Matches(_ids, listed.Connection, matcher => matcher.MatchesId(policy));
            if (fitsName && fitsId)
            {
                WriteObject(PolicyRow.Create(policy, listed.Connection));
            }
        }
    }

    /// <summary>A requested policy and its connections; null for all connections.</summary>
    private sealed record RequestedPolicy(PolicyMatcher Matcher, Connection[]? Connections)
    {
        internal bool IsReadFrom(Connection connection) => Connections is null || Connections.Contains(connection);
    }
}
