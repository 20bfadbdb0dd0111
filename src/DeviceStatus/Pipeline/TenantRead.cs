using System.Globalization;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>Reads many lists of statuses side by side, each with the overview that says how long it should be.</summary>
internal sealed class TenantRead : IDisposable
{
    private const int MostNamed = 5;
    private const int MaxLineLength = 4000;
    private readonly PipelineCommand _command;
    private readonly ReadLanes _lanes;
    private readonly IReadOnlyList<ReadTarget> _targets;
    private readonly HashSet<string>? _statuses;
    private readonly string _typeName;
    private readonly ReadProgress _progress;
    private ReadTarget? _open;
    private int _closed;

    /// <summary>Prepares a read; nothing is sent yet.</summary>
    /// <param name="command">The command.</param>
    /// <param name="targets">What to read, in the order of the output.</param>
    /// <param name="failedKinds">A record for each kind whose policies could not be listed.</param>
    /// <param name="failures">What the run has to remember of them, and of what was not found.</param>
    /// <param name="statuses">The statuses to output, or <see langword="null"/> for all.</param>
    /// <param name="ofUsers">Whether the statuses are those of users.</param>
    internal TenantRead(
        PipelineCommand command,
        IReadOnlyList<ReadTarget> targets,
        IReadOnlyList<Coverage> failedKinds,
        IReadOnlyList<RunFailure> failures,
        IEnumerable<string>? statuses,
        bool ofUsers)
    {
        _command = command;
        _targets = targets;
        _statuses = statuses is null ? null : new HashSet<string>(statuses, StringComparer.OrdinalIgnoreCase);
        _typeName = StatusObject.TypePrefix + (ofUsers ? "TenantUserStatus" : "TenantStatus");
        _lanes = new ReadLanes(command);
        foreach (IGrouping<Connection, ReadTarget> group in targets.GroupBy(target => target.Connection))
        {
            _lanes.Add(group.Key, Reads([.. group]));
        }

        string connections = string.Join(
            ", ", targets.Select(target => target.Connection.Name).Concat(failedKinds.Select(kind => kind.Connection)).Distinct());
        int lists = targets.Count + failedKinds.Count;
        Run = RunHistory.Add(command.MyInvocation.MyCommand.Name, connections, _lanes.Statistics, lists);
        failedKinds.ToList().ForEach(Run.Add);
        failures.ToList().ForEach(Run.Remember);
        _progress = new ReadProgress(command, Run);
    }

    /// <summary>The run that this is shown as.</summary>
    internal Run Run { get; }

    /// <summary>Reads everything; objects and errors go to the pipeline as they come.</summary>
    internal void Execute()
    {
        _lanes.Run((_, part) => Take(part), _progress.ShowIfDue);
        Close(_open);
        _progress.Close();
        Run.End(RunState.Completed);
        WarnOfShortLists();
    }

    /// <summary>Ends what is under way; lists that were not read to their end are recorded as such.</summary>
    public void Dispose()
    {
        _lanes.Dispose();
        ReadTarget[] left = [.. _targets.Skip(_closed)];
        foreach (ReadTarget target in left)
        {
            Run.Add(target.ToCoverage());
        }

        if (_command.IsStopRequested && left.Length > 0)
        {
            string names = string.Join(", ", left.Take(MostNamed).Select(target => $"'{target.Label}'"));
            string others = left.Length > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {left.Length - MostNamed:N0} others") : string.Empty;
            SummaryLine.WriteLate(_command, TextSanitizer.Sanitize(
                $"Stopped. {Run.Summary()} Not read to the end: {names}{others}. To go on, run the command again with these as -Policy.", MaxLineLength));
        }

        Run.End(RunState.Stopped);
    }

    private static IEnumerable<WorkItem> Reads(IReadOnlyList<ReadTarget> targets)
    {
        long number = 0;
        foreach (ReadTarget target in targets)
        {
            yield return Item(++number, target, ListOf);
            if (target.Resource.Overview is not null)
            {
                yield return Item(++number, target, OverviewOf);
            }
        }
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
        RequestBuilder.Get(target.Resource.Overview!, target.PolicyId, null, null, target.Connection.Client.ApiVersion ?? GraphVersion.Beta);

    private void Take(ReadPart part)
    {
        ReadTarget target = (ReadTarget)part.Row.Input!;
        if (_open is not null && !ReferenceEquals(_open, target))
        {
            Close(_open);
        }

        _open = target;
        if (target.IsEnded)
        {
            TakeOverview(target, part);
            return;
        }

        foreach (StatusEntity entity in part.Items)
        {
            target.Read++;
            if (_statuses is null || (entity.Status is { } status && _statuses.Contains(status)))
            {
                _command.WriteObject(StatusObject.Create(entity, _typeName, target.PolicyName, target.Kind, target.Connection.Name));
            }
        }

        if (part.IsLast)
        {
            target.IsEnded = true;
            target.Failure = part.Failure;
            if (part.Failure is { } failure)
            {
                long row = Run.Coverage.Count + 1;
                Run.Remember(new RunFailure(row, target.PolicyId, nameof(CoverageState.Failed), failure.ErrorId, failure.Message));
                _command.WriteError(ErrorRecords.Create(failure, target.Input, target.Label));
            }
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

    private void Close(ReadTarget? target)
    {
        if (target is not null)
        {
            Run.Add(target.ToCoverage());
            _closed++;
            _open = null;
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
                $"{shorter.Length} of {_targets.Count} lists ended before the number that their overview counts ({names}{more}). "
                + "See (Get-DeviceStatusRun -Last).Coverage.");
        }
    }
}
