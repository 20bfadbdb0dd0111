using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Reads the status lists of several connections concurrently, each with its overview, which states the expected length. A connection
/// begins to read as soon as its own policies are listed.
/// </summary>
internal sealed class TenantRead : IDisposable
{
    private const int MaxNamed = 5;
    private const int MaxLineLength = 4000;
    private readonly PipelineCommand _command;
    private readonly IReadPlan _plan;
    private readonly ReadLanes _lanes;
    private readonly PolicyListing _listing;
    private readonly IReadOnlyList<ResourceDescriptor> _kinds;
    private readonly HashSet<string>? _statuses;
    private readonly string _typeName;
    private readonly ReadProgress _progress;
    private readonly Dictionary<Connection, TenantReadState> _states = [];
    private readonly TenantReadOptions _options;
    private readonly List<StatusReportRun> _reports = [];
    private readonly HashSet<(Connection Connection, string Kind)> _gone = [];

    /// <summary>Creates a read. Nothing is sent yet.</summary>
    /// <param name="command">The command.</param>
    /// <param name="plan">What to read.</param>
    /// <param name="kinds">The kinds of policy.</param>
    /// <param name="options">What to read it from, and what to output.</param>
    internal TenantRead(PipelineCommand command, IReadPlan plan, IReadOnlyList<ResourceDescriptor> kinds, TenantReadOptions options)
    {
        _options = options;
        _command = command;
        _plan = plan;
        _kinds = kinds;
        _statuses = options.Statuses is null ? null : new HashSet<string>(options.Statuses, StringComparer.OrdinalIgnoreCase);
        _typeName = StatusObject.TypePrefix + (options.OfUsers ? "TenantUserStatus" : "TenantStatus");
        Run = RunHistory.Add(command.MyInvocation.MyCommand.Name, isRead: true);
        _progress = new ReadProgress(command, Run);
        _lanes = new ReadLanes(command, plan.Connections.Count, Take, _progress.ShowIfDue, skipsGone: CanFallBack, convert: Convert);
        _listing = new PolicyListing(kinds, options.AreKindsNamed, OnListed);
        foreach (Connection connection in plan.Connections)
        {
            RunPart part = Run.AddPart(connection, _lanes.Of(connection).Statistics, lists: 0);
            _states.Add(connection, new TenantReadState(part));
        }
    }

    /// <summary>The run that this is shown as.</summary>
    internal Run Run { get; }

    /// <summary>Reads everything; objects and errors go to the pipeline as they come.</summary>
    internal void Execute()
    {
        foreach (Connection connection in _plan.Connections)
        {
            if (_kinds.Count > 0 && _plan.ListedConnections.Contains(connection))
            {
                _listing.Begin(_lanes, connection);
            }
            else
            {
                StartReads(_lanes.Of(connection), null);
            }
        }

        _lanes.WaitForAll();
        foreach (TenantReadState state in _states.Values)
        {
            state.Close();
        }

        AddReports([.. _states.Values.SelectMany(state => state.AwaitingReport).Where(target => !target.IsReport)]);
        _reports.ForEach(Read);
        foreach (TenantReadState state in _states.Values)
        {
            state.CloseAll();
        }

        _progress.Close();
        _plan.End(_states.Values.Sum(state => state.UnlistedKinds));
        _plan.Failures.ToList().ForEach(Run.Remember);
        Run.End(RunState.Completed);
        WarnOfShortLists();
        WarnOfNumbers();
        WarnOfUnusedJobs();
    }

    /// <summary>Ends what is under way; lists that were not read to their end are recorded as such.</summary>
    public void Dispose()
    {
        _lanes.Dispose();
        _reports.ForEach(report => report.Dispose());
        foreach (Connection connection in _listing.Unfinished)
        {
            _states[connection].AddUnlisted(connection, _kinds, "The command ended before the policies were listed.");
        }

        ReadTarget[] left = [.. _states.Values.SelectMany(state => state.CloseAll())];
        if (_command.IsStopRequested && left.Length > 0)
        {
            string names = string.Join(", ", left.Take(MaxNamed).Select(target => $"'{target.Label}'"));
            string others = left.Length > MaxNamed
                ? string.Create(CultureInfo.InvariantCulture, $" and {left.Length - MaxNamed:N0} others")
                : string.Empty;
            SummaryLine.WriteLate(_command, TextSanitizer.Sanitize(
                $"Stopped. {Run.Summary()} Not read to the end: {names}{others}. To go on, run the command again with these as -Policy.",
                MaxLineLength));
        }

        Run.End(RunState.Stopped);
    }

    private static WorkItem Item(long number, ReadTarget target, Func<ReadTarget, GraphRequest> build)
    {
        try
        {
            return new WorkItem(number, build(target), target);
        }
        catch (ArgumentException exception)
        {
            return new WorkItem(number, new GraphFailure(GraphErrorId.InvalidRow, exception.Message), target);
        }
    }

    private static GraphRequest ListOf(ReadTarget target) =>
        RequestBuilder.List(target.Resource, target.PolicyId, null, null, null, target.Connection.Client.ApiVersion);

    private static GraphRequest OverviewOf(ReadTarget target) =>

        // Only beta counts conflicts; without them an overview counts less than the list holds.
        RequestBuilder.Get(
            target.Resource.Overview!,
            target.PolicyId,
            null,
            null,
            target.Connection.Client.ApiVersion ?? GraphVersion.Beta);

    private void OnListed(ReadLane lane, ListedPolicies listed)
    {
        TenantReadState state = _states[lane.Connection];
        PolicyListing.WriteErrors(_command, listed);
        foreach ((ResourceDescriptor kind, GraphFailure failure) in listed.Failures)
        {
            state.AddUnlisted(lane.Connection, [kind], $"The policies could not be listed: {failure.Message}");
            string message = $"{kind.Noun} of '{lane.Connection.Name}': {failure.Message}";
            Run.Remember(new RunFailure(
                Run.Coverage.Count, null, nameof(CoverageState.Failed), failure.ErrorId, message, lane.Connection.Name));
        }

        _plan.Choose(listed);
        StartReads(lane, listed.ConnectionFailure);
    }

    private void StartReads(ReadLane lane, GraphFailure? lost)
    {
        TenantReadState state = _states[lane.Connection];
        IReadOnlyList<ReadTarget> targets = _plan.TargetsOf(lane.Connection);
        state.Add(targets);
        long number = 0;
        foreach (ReadTarget target in targets)
        {
            if (lost is not null)
            {
                // What failed for every kind of policy would fail again; the error was written.
                target.Failure = lost;
                target.IsEnded = true;
                continue;
            }

            if (target.Resource.IsReportOnly || _options.Source == StatusSource.Report)
            {
                target.SwitchToReport();
                continue;
            }

            lane.Add(Item(++number, target, ListOf), null);
            if (target.Resource.Overview is not null)
            {
                lane.Add(Item(++number, target, OverviewOf), null);
            }
        }

        lane.End();

        // Started first, because an export job takes a while, and the lists are read at the same time.
        AddReports([.. targets.Where(target => target is { IsReport: true, AwaitsReport: true })]);
    }

    private void Take(ReadLane lane, TakenPart taken)
    {
        ReadPart part = taken.Part;
        if (_listing.TryTake(lane, part))
        {
            return;
        }

        ReadTarget target = (ReadTarget)part.Row.Input!;
        _states[lane.Connection].Open(target);
        if (target.IsEnded)
        {
            TakeOverview(target, part);
            return;
        }

        for (int i = 0; i < part.Items.Count; i++)
        {
            if (target.IsNew(part.Items[i].Id))
            {
                Write(target, taken.OutputOf(i));
            }
        }

        if (part.IsLast)
        {
            target.End();
            target.Failure = part.Failure;
            if (part.Failure is { } failure && !FallsBack(target, failure))
            {
                WriteError(target, failure);
            }
        }
    }

    private void Write(ReadTarget target, object? output)
    {
        target.Read++;
        if (output is not null)
        {
            _command.WriteObject(output);
        }
    }

    /// <summary>Converts a status to an output object. A listed policy has none.</summary>
    private PSObject? Convert(Connection connection, ReadPart part, StatusEntity entity) =>
        part.Row.Input is ReadTarget target ? Create(target, entity) : null;

    /// <summary>Converts a status to an output object, or returns null when the status was not requested.</summary>
    private PSObject? Create(ReadTarget target, StatusEntity entity) =>
        _statuses is null || (entity.Status is { } status && _statuses.Contains(status))
            ? StatusObject.Create(entity, _typeName, target.PolicyName, target.Kind, target.Connection.Name)
            : null;

    /// <summary>Whether a report replaces a removed collection. This is reported once for each kind of a connection.</summary>
    private bool FallsBack(ReadTarget target, GraphFailure failure)
    {
        if (!failure.IsCollectionGone || !CanFallBack(target.Resource) || ReportOf(target) is not { } report)
        {
            return false;
        }

        target.AwaitsReport = true;
        if (_gone.Add((target.Connection, target.Kind)))
        {
            _command.WriteWarning(CollectionGone(target.Kind, target.Connection, report, failure));
        }

        return true;
    }

    /// <summary>Whether a report is read where a collection is gone.</summary>
    private bool CanFallBack(ResourceDescriptor resource) =>
        _options.Source == StatusSource.Auto && !_options.OfUsers && StatusReport.Of(resource.Parent) is not null;

    /// <summary>The warning when a report is read instead of a collection.</summary>
    internal static string CollectionGone(string kind, Connection connection, StatusReport report, GraphFailure failure) =>
        $"The service of '{connection.Name}' no longer has the collection of device statuses for {kind} "
            + $"({failure.Code ?? failure.ErrorId}). "
        + $"They are read from the report {report.Report.Name}, which has no Id, Platform and grace period. "
        + $"With -Source Report it is read at once.";

    private static StatusReport? ReportOf(ReadTarget target) => StatusReport.Of(target.Resource.Parent);

    /// <summary>Begins the reports of some policies: one for each connection and report.</summary>
    private void AddReports(IReadOnlyList<ReadTarget> targets)
    {
        foreach (IGrouping<(Connection Connection, StatusReport Report), ReadTarget> group in targets.GroupBy(
            target => (target.Connection, ReportOf(target)!)))
        {
            foreach (ReadTarget target in group)
            {
                target.SwitchToReport();
            }

            Connection connection = group.Key.Connection;
            StatusReport report = group.Key.Report;
            StatusReportRun run = new(_command, connection, report, group, _lanes.Of(connection).Statistics)
            {
                ReadsAll = _options.ReadsAllPolicies && _options.Source == StatusSource.Report,
                JobIds = _options.JobIds,
                OnJob = id => Run.Add(new ReportJob(connection.Name, report.Report.Name, id)),
            };
            _reports.Add(run);
            run.Start();
        }
    }

    private void Read(StatusReportRun report)
    {
        report.Read((target, row) =>
        {
            target.WithoutStatusText += ReportStatusConverter.HasStatusText(row) ? 0 : 1;
            Write(target, Create(target, ReportStatusConverter.Convert(row, target.Resource, target.PolicyId)));
            _progress.ShowIfDue();
            return true;
        });
        if (report.Failure is { } failure)
        {
            // One error for the report; the coverage says it of each policy.
            string name = report.Report.Report.Name;
            Run.Remember(new RunFailure(
                Run.Coverage.Count + 1, null, nameof(CoverageState.Failed), failure.ErrorId, failure.Message, report.Connection.Name));
            _command.WriteError(ErrorRecords.Create(failure, name, $"{name} of '{report.Connection.Name}'", report.Connection));
        }

        _states[report.Connection].Record(report.Targets);
    }

    private void WarnOfNumbers()
    {
        long rows = _reports.SelectMany(report => report.Targets).Sum(target => target.WithoutStatusText);
        if (rows > 0)
        {
            _command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows of reports have a status only as a number, whose meaning is not documented. "
                    + $"Their Status is 'unknown', and PolicyStatus has the number."));
        }
    }

    private void WarnOfUnusedJobs()
    {
        string[] unused = [.. _options.JobIds.Except(Run.ReportJobs.Select(job => job.Id), StringComparer.OrdinalIgnoreCase)];
        if (unused.Length > 0)
        {
            _command.WriteWarning($"These export jobs were not used, because they are unknown or have other rows than this command needs: "
                + $"{string.Join(", ", unused)}.");
        }
    }

    private void WriteError(ReadTarget target, GraphFailure failure)
    {
        Connection connection = target.Connection;
        Run.Remember(new RunFailure(
            Run.Coverage.Count + 1, target.PolicyId, nameof(CoverageState.Failed), failure.ErrorId, failure.Message, connection.Name));

        // When the connection fails, every list that is left fails as well: one error says so, the coverage has them all.
        if (!ReadRun.IsOfConnection(failure) || _states[connection].IsFirstFailureOfConnection())
        {
            string label = _states.Count > 1 ? $"{target.Label} of '{connection.Name}'" : target.Label;
            _command.WriteError(ErrorRecords.Create(failure, target.Input, label, connection));
        }
    }

    /// <summary>The overview of a list follows it in the order of the reads.</summary>
    private static void TakeOverview(ReadTarget target, ReadPart part)
    {
        target.OverviewFailure = part.Failure;
        if (part.Items.Count > 0)
        {
            target.Expected = OverviewCount.Sum(part.Items[0]);
        }
    }

    private void WarnOfShortLists()
    {
        Coverage[] shorter =
            [.. Run.Coverage.Where(coverage => coverage.Expected > coverage.Read && coverage.State == CoverageState.Partial)];
        if (shorter.Length > 0)
        {
            string names = string.Join(", ", shorter.Take(3).Select(coverage => $"'{coverage.PolicyName ?? coverage.PolicyId}'"));
            string more = shorter.Length > 3 ? ", ..." : string.Empty;
            _command.WriteWarning(
                $"{shorter.Length} of {Run.Rows} lists ended before the number that their overview counts ({names}{more}). "
                + "See (Get-DeviceStatusRun -Last).Coverage.");
        }
    }
}
