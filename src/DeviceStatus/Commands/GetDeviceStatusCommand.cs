using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Reads the statuses of a tenant, or of some policies, with the names of the policies.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatus",
    HelpUri = HelpLinks.Base + "Get-DeviceStatus.md")]
[OutputType(typeof(TenantStatus))]
[OutputType(typeof(TenantUserStatus))]
public sealed class GetDeviceStatusCommand : TenantCommand
{
    private readonly List<PolicyReference> _references = [];
    private TenantRead? _read;

    /// <summary>
    /// The policies: names, wildcards, ids, or objects of Get-DeviceStatusPolicy or the Microsoft Graph SDK. Default: all.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? Policy { get; set; }

    /// <summary>The kinds of status to read. Default: all; without IosUpdate when policies are given, and with -User.</summary>
    [Parameter]
    [ValidateSet(
        "DeviceConfiguration",
        "DeviceCompliancePolicy",
        "MobileAppConfiguration",
        "IosLobAppProvisioningConfiguration",
        "ConfigurationPolicy",
        "IosUpdate")]
    public string[]? Kind { get; set; }

    /// <summary>The compliance statuses to output; the module filters them. Default: all.</summary>
    [Parameter]
    [StatusMemberTransformation]
    [ValidateSet("unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned")]
    [ValidateNotNullOrEmpty]
    public string[]? Status { get; set; }

    /// <summary>Reads the statuses of users instead of those of devices.</summary>
    [Parameter]
    public SwitchParameter User { get; set; }

    /// <summary>
    /// Where the statuses are read from. Default: the collection, or a report when the service no longer has the collection.
    /// </summary>
    [Parameter]
    public StatusSource Source { get; set; }

    /// <summary>Ids of export jobs of an earlier run, to continue with them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReportJobCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] JobId { get; set; } = [];

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
            // The pipeline contained no policy, which does not mean all policies.
            RunHistory.Add(MyInvocation.MyCommand.Name, string.Empty, RunState.Completed);
            return;
        }

        if (User && Kind is not null && Array.TrueForAll(Kind, IsIosUpdate))
        {
            Fail(
                new PSArgumentException("iOS updates have no user statuses."),
                "InvalidArgument",
                null,
                "Leave out -User, or name another -Kind.");
        }

        if (User && Source == StatusSource.Report)
        {
            Fail(new PSArgumentException("No report has the statuses of users."), "InvalidArgument", null, "Leave out -User, or -Source.");
        }

        string[] unreadable = [.. (Kind ?? []).Where(kind => !IsReadable(kind))];
        if (unreadable.Length > 0)
        {
            Fail(
                new PSArgumentException(Source == StatusSource.Report
                    ? $"No report has the device statuses of {string.Join(", ", unreadable)}."
                    : $"Only a report has statuses of {string.Join(", ", unreadable)}, and only those of devices."),
                "InvalidArgument",
                null,
                Source == StatusSource.Report
                    ? "Leave out -Source, or name other kinds."
                    : "Leave out -Source and -User, or name other kinds.");
        }

        ResourceDescriptor[] kinds = [.. KindsOf(Kind).Where(policies => IsReadable(policies.Noun))];
        PolicyReference[] references = [.. _references.Where(CanRead)];
        if (_references.Count > 0 && references.Length == 0)
        {
            return;
        }

        IReadOnlyList<Connection>? given = TypedConnections is null ? null : ResolveConnections();
        bool includeIosUpdate = !User
            && Source != StatusSource.Report
            && (Kind is null ? _references.Count == 0 : Array.Exists(Kind, IsIosUpdate));
        ReadPlan plan = new(this, given, () => given ?? ResolveConnections(), kinds, User, references, includeIosUpdate);
        _read = new TenantRead(this, plan, kinds, new TenantReadOptions
        {
            Source = Source,
            Statuses = Status,
            OfUsers = User,
            AreKindsNamed = Kind is not null,
            ReadsAllPolicies = Kind is null && _references.Count == 0,
            JobIds = JobId,
        });
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

    /// <summary>Whether a kind can be read from the chosen source.</summary>
    private bool IsReadable(string kind)
    {
        ResourceDescriptor? policies =
            GraphSchema.Policies.FirstOrDefault(each => string.Equals(each.Noun, kind, StringComparison.OrdinalIgnoreCase));
        return Source == StatusSource.Report
            ? StatusReport.Of(policies) is not null
            : policies is null || !GraphSchema.StatusesOf(policies).IsReportOnly || (Source == StatusSource.Auto && !User);
    }

    /// <summary>
    /// Whether the statuses of a policy can be read from the chosen source. If not, a policy that was given as an object is an error.
    /// </summary>
    private bool CanRead(PolicyReference reference)
    {
        if (reference.Kind is not { } kind || IsReadable(kind))
        {
            return true;
        }

        string what = reference.Name ?? reference.Id ?? kind;
        WriteError(ErrorRecords.Create(
            new PSArgumentException(Source == StatusSource.Report
                ? $"No report has the device statuses of '{what}', which is of the kind {kind}."
                : $"'{what}' is of the kind {kind}: only a report has its statuses, and only those of devices."),
            "InvalidArgument",
            reference.Input,
            null,
            "Leave out -Source, or choose other policies."));
        return false;
    }

    private static bool IsIosUpdate(string kind) => string.Equals(kind, PolicyReference.IosUpdate, StringComparison.OrdinalIgnoreCase);
}
