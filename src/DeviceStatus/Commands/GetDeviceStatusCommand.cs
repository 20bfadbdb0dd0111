using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Reads every status of a tenant, or of chosen policies, with the name of the policy.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatus",
    HelpUri = HelpLinks.Base + "Get-DeviceStatus.md")]
[OutputType(typeof(TenantStatus))]
[OutputType(typeof(TenantUserStatus))]
public sealed class GetDeviceStatusCommand : TenantCommand
{
    private readonly List<PolicyReference> _references = [];
    private TenantRead? _read;

    /// <summary>The policies: names, wildcards, ids, or objects of Get-DeviceStatusPolicy or the Microsoft Graph SDK. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Policy { get; set; }

    /// <summary>The kinds of status to read. Default: all, or without IosUpdate when policies are named or users asked for.</summary>
    [Parameter]
    [ValidateSet("DeviceConfiguration", "DeviceCompliancePolicy", "MobileAppConfiguration", "IosLobAppProvisioningConfiguration", "IosUpdate")]
    public string[]? Kind { get; set; }

    /// <summary>The compliance statuses to output; what was read is checked here. Default: all.</summary>
    [Parameter]
    [StatusMemberTransformation]
    [ValidateSet("unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned")]
    [ValidateNotNullOrEmpty]
    public string[]? Status { get; set; }

    /// <summary>Reads the statuses of users instead of those of devices.</summary>
    [Parameter]
    public SwitchParameter User { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object policy in Policy ?? [])
        {
            if (PolicyReference.TryRead(policy) is { } reference)
            {
                _references.Add(reference);
                continue;
            }

            string type = PSObject.AsPSObject(policy).TypeNames[0];
            WriteError(ErrorRecords.Create(
                new PSArgumentException($"An object of the type {type} is not a policy."),
                "InvalidArgument",
                policy,
                null,
                "Give a name, an id, or an object of Get-DeviceStatusPolicy."));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && _references.Count == 0)
        {
            // Nothing that is a policy was piped in: that means no policy, not all of them.
            RunHistory.Add(MyInvocation.MyCommand.Name, string.Empty, RunState.Completed);
            return;
        }

        if (User && Kind is not null && Array.TrueForAll(Kind, IsIosUpdate))
        {
            Fail(new PSArgumentException("iOS updates have no user statuses."), "InvalidArgument", null, "Leave out -User, or name another -Kind.");
        }

        IReadOnlyList<Connection>? given = TypedConnections is null ? null : ResolveConnections();
        bool includeIosUpdate = !User && (Kind is null ? _references.Count == 0 : Array.Exists(Kind, IsIosUpdate));
        ReadPlan plan = new(this, given, () => given ?? ResolveConnections(), KindsOf(Kind), User, _references, includeIosUpdate);
        _read = new TenantRead(this, plan, KindsOf(Kind), Status, User);
        _read.Execute();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _read?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override string? RunConnection =>
        _read is null ? string.Join(", ", Connection?.Select(connection => connection.Name) ?? []) : null;

    private static bool IsIosUpdate(string kind) => string.Equals(kind, PolicyReference.IosUpdate, StringComparison.OrdinalIgnoreCase);
}
