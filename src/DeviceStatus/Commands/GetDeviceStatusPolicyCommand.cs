using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Lists the policies that have statuses, of four kinds.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusPolicy",
    HelpUri = HelpLinks.Base + "Get-DeviceStatusPolicy.md")]
[OutputType(typeof(Policy))]
public sealed class GetDeviceStatusPolicyCommand : TenantCommand
{
    private readonly List<string> _names = [];

    /// <summary>Names of policies, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The kinds of policy to list. Default: all.</summary>
    [Parameter]
    [ValidateSet("DeviceConfiguration", "DeviceCompliancePolicy", "MobileAppConfiguration", "IosLobAppProvisioningConfiguration")]
    public string[]? Kind { get; set; }

    /// <summary>Ids of policies. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _names.AddRange(Name ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && _names.Count == 0)
        {
            // Nothing was piped in: that means no policy, not all of them.
            return;
        }

        PolicyListing listing = PolicyListing.Read(this, ResolveConnections(), KindsOf(Kind));
        foreach ((Connection connection, ResourceDescriptor kind, GraphFailure failure) in listing.Failures)
        {
            WriteError(ErrorRecords.Create(failure, null, $"{kind.Noun} of '{connection.Name}'"));
        }

        PolicyMatcher[] names = [.. _names.Select(name => new PolicyMatcher(name))];
        PolicyMatcher[] ids = [.. (Id ?? []).Select(id => new PolicyMatcher(id))];
        foreach ((Connection connection, StatusEntity policy) in listing.Policies)
        {
            if (Fits(names, matcher => matcher.MatchesName(policy)) && Fits(ids, matcher => matcher.MatchesId(policy)))
            {
                WriteObject(PolicyRow.Create(policy, connection));
            }
        }

        foreach (PolicyMatcher matcher in names.Concat(ids).Where(matcher => matcher.IsMissing))
        {
            WriteError(matcher.NotFound(listing.Failures.Count));
        }

        static bool Fits(PolicyMatcher[] matchers, Predicate<PolicyMatcher> matches) =>
            matchers.Length == 0 || Array.FindAll(matchers, matches).Length > 0;
    }
}
