using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>
/// The base of the Get cmdlets: one read for a call, or concurrent reads of the rows of the pipeline, with results in input order.
/// </summary>
public abstract class ReadCommand : StatusCommand
{
    private FilterVerifier? _verifier;
    private readonly Dictionary<Connection, OverviewComparison> _comparisons = [];
    private ReadRun? _run;
    private PolicyReportReader? _reports;
    private readonly HashSet<Connection> _fallenBack = [];
    private bool _reportedVersion;

    private protected ReadCommand()
    {
    }

    /// <summary>
    /// The connections to use, their names or their tenant ids; wildcards are allowed. A row can name its own in a column Connection.
    /// Default: the newest connection of this runspace, else of this process.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowConnectionTransformation(TakesSeveral = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    public Connection[]? Connection { get; set; }

    /// <summary>The properties to read. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PropertyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>The filter of a list, if the command has one.</summary>
    private protected virtual string? ListFilter => null;

    /// <summary>The limit of a list, if the command has one.</summary>
    private protected virtual int? ListTop => null;

    /// <summary>The source of a list, if the command has a choice.</summary>
    private protected virtual StatusSource ListSource => StatusSource.Collection;

    /// <inheritdoc/>
    private protected override IReadOnlyList<Connection>? TypedConnections => Connection;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _verifier = FilterVerifier.Create(Resource, ListFilter, out string? isUnchecked);
        if (isUnchecked is not null)
        {
            WriteVerbose(isUnchecked);
            if (ListSource == StatusSource.Report)
            {
                Fail(
                    new ArgumentException($"-Filter \"{ListFilter}\" cannot be checked by this module, and a report does not support it."),
                    "InvalidArgument",
                    ListFilter,
                    "Use a simpler expression, Where-Object, or -Source Collection.");
            }
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        long number = NextRow();
        RowValues values = HasRows ? Rows.Read(InputObject) : Rows.ReadTyped();
        if (values.IsBlank)
        {
            WriteVerbose(FormattableString.Invariant($"Row {number} is ignored: every cell is empty."));
            return;
        }

        IReadOnlyList<Connection> connections = ConnectionsOf(values);
        if (values.Problems.Count > 0)
        {
            string problems = string.Join(' ', values.Problems.Select(problem => problem.Problem));
            string message = MyInvocation.ExpectingInput ? FormattableString.Invariant($"Row {number}: {problems}") : problems;
            Refuse(number, connections is [{ } own] ? own : null, message, InputObject);
            return;
        }

        (string? ParentId, string? Id)[] addresses = [.. Addresses(values)];
        bool isSideBySide = MyInvocation.ExpectingInput || addresses.Length * connections.Count > 1;
        foreach ((string? parentId, string? id) in addresses)
        {
            object? target = (object?)InputObject ?? id ?? parentId;
            try
            {
                foreach (Connection connection in connections)
                {
                    Read(connection, number, parentId, id, target, isSideBySide);
                }
            }
            catch (ArgumentException exception)
            {
                Refuse(number, connections is [{ } own] ? own : null, MessageOf(exception), target);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _run?.Finish();
        foreach ((Connection connection, OverviewComparison comparison) in _comparisons)
        {
            if (_reports is null && !_run!.HasFailed(connection))
            {
                comparison.End(_run!.CountOf(connection), _comparisons.Count > 1 ? connection : null);
            }
        }

        if (_verifier?.Warning is { } warning)
        {
            WriteWarning(warning);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _run?.Dispose();
            _reports?.Dispose();
            foreach (OverviewComparison comparison in _comparisons.Values)
            {
                comparison.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private protected override void OnIdle() => _run?.ShowProgress();

    private void Read(Connection connection, long number, string? parentId, string? id, object? target, bool isSideBySide)
    {
        PolicyIds.EnsureKind(parentId, Resource);
        if (ListSource == StatusSource.Report)
        {
            ReadReport(connection, parentId, id, target);
            return;
        }

        GraphRequest request = Build(connection, parentId, id, ListTop);
        WriteVersionMessage(connection, request);
        ListFilter? screen = request.IsList
            ? new ListFilter(_verifier, ListTop, ListTop is null ? null : Build(connection, parentId, id, null))
            : null;
        WorkItem read = new(number, request, target);
        if (isSideBySide)
        {
            int connections = TypedConnections?.Count ?? (MyInvocation.ExpectingInput ? ConnectionStore.All().Length : 1);
            _run ??= new ReadRun(
                this,
                connections,
                Advise,
                isErrorOfConnectionReportedOnce: !MyInvocation.ExpectingInput,
                onFailure: FallBack,
                skipsGone: ListSource == StatusSource.Auto);
        }
        else
        {
            // The next page is requested no earlier than needed, so that Select-Object -First costs little.
            _run = new ReadRun(this, 1, Advise, readAhead: 0, onFailure: FallBack);
        }

        if (!MyInvocation.ExpectingInput && Typed.ParentIds is null or { Count: 1 } && screen is not null
            && OverviewComparison.Begin(
                this,
                connection.Client,
                request,
                hasLimits: ListFilter is not null || ListTop is not null) is { } comparison)
        {
            _comparisons.Add(connection, comparison);
        }

        _run.Take(connection, read, screen);
    }

    private GraphRequest Build(Connection connection, string? parentId, string? id, int? top) => Resource.IsSingleton || id is not null
        ? RequestBuilder.Get(Resource, parentId, id, Property, ApiVersionOf(connection))
        : RequestBuilder.List(Resource, parentId, ListFilter, Property, top, ApiVersionOf(connection));

    private string? Advise(GraphFailure failure) => QueryAdvice.For(failure, Resource, Property, ListFilter);

    private void Refuse(long number, Connection? connection, string message, object? target)
    {
        GraphFailure failure = new(GraphErrorId.InvalidRow, message);
        if (_run is null || connection is null)
        {
            WriteError(ErrorRecords.Create(failure, target, connection));
        }
        else
        {
            // The error is written in the order of the reads.
            _run.Take(connection, new WorkItem(number, failure, target), null);
        }
    }

    /// <summary>Reads the report of a policy when the service no longer has the collection, with one warning for each connection.</summary>
    private bool FallBack(Connection connection, ReadPart part)
    {
        if (ListSource != StatusSource.Auto
            || part.Failure is not { IsCollectionGone: true } failure
            || part.Row.Request is not { IsList: true, ParentId: { } policyId })
        {
            return false;
        }

        if (_fallenBack.Add(connection))
        {
            WriteWarning(TenantRead.CollectionGone(Resource.Parent!.Noun, connection, StatusReport.Of(Resource.Parent)!, failure));
        }

        ReadReport(connection, policyId, null, part.Row.Input);
        return true;
    }

    private void ReadReport(Connection connection, string? policyId, string? id, object? target)
    {
        if (id is not null)
        {
            throw new ArgumentException("A report has no ids of statuses. Leave out -Id, or use -Source Collection.");
        }

        // Checks the policy id as the address of the collection would.
        _ = Resource.CollectionPath(policyId);
        (_reports ??= new PolicyReportReader(this, Resource)
        {
            Filter = ListFilter,
            Top = ListTop,
            Properties = Property,
        }).Read(connection, policyId!, target);
    }

    private void WriteVersionMessage(Connection connection, GraphRequest request)
    {
        if (!_reportedVersion && ApiVersionOf(connection) is null && request.Version == GraphVersion.Beta)
        {
            _reportedVersion = true;
            WriteVerbose("The v1.0 API does not define everything that this command reads. The request uses beta.");
        }
    }
}
