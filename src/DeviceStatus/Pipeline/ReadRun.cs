using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>The reads of one command, over one connection or several.</summary>
internal sealed class ReadRun : IDisposable
{
    private readonly PipelineCommand _command;
    private readonly ReadLanes _lanes;
    private readonly RunProgress _progress;
    private readonly Func<GraphFailure, string?> _advise;
    private readonly Func<Connection, ReadPart, bool>? _onFailure;
    private readonly bool _isErrorOfConnectionReportedOnce;
    private readonly Dictionary<Connection, long> _counts = [];
    private readonly HashSet<Connection> _reported = [];
    private readonly HashSet<Connection> _failed = [];
    private bool _finished;

    /// <summary>Starts the reads of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="connections">How many connections there will be at the most.</param>
    /// <param name="advise">The advice for a failure that the command knows better than the engine, or null.</param>
    /// <param name="isErrorOfConnectionReportedOnce">
    /// Whether reads that fail because their connection does are one error; rows of the pipeline have an error each.
    /// </param>
    /// <param name="readAhead">The objects that may wait to be taken; null for the default.</param>
    /// <param name="onFailure">Takes a read that failed; returns whether it read the same from elsewhere.</param>
    /// <param name="skipsGone">Whether lists are not asked for again over a connection that said that their collection is gone.</param>
    internal ReadRun(
        PipelineCommand command,
        int connections,
        Func<GraphFailure, string?> advise,
        bool isErrorOfConnectionReportedOnce = false,
        int? readAhead = null,
        Func<Connection, ReadPart, bool>? onFailure = null,
        bool skipsGone = false)
    {
        _onFailure = onFailure;
        _advise = advise;
        _command = command;
        _isErrorOfConnectionReportedOnce = isErrorOfConnectionReportedOnce;
        _lanes = new ReadLanes(command, connections, Emit, ShowProgress, readAhead, skipsGone ? static _ => true : null, Convert);
        _progress = new RunProgress(command, command.MyInvocation.MyCommand.Name, Parts, reads: true);
    }

    /// <summary>The number of objects of a connection written so far.</summary>
    internal long CountOf(Connection connection) => _counts.GetValueOrDefault(connection);

    /// <summary>Whether a read of a connection failed.</summary>
    internal bool HasFailed(Connection connection) => _failed.Contains(connection);

    /// <summary>Adds a read. While enough reads are in progress, parts that have arrived are output.</summary>
    internal void Take(Connection connection, WorkItem row, ListFilter? screen)
    {
        _lanes.Post(connection, row, screen);
        _progress.ShowIfDue();
    }

    /// <summary>No more reads come: waits for the rest.</summary>
    internal void Finish()
    {
        if (!_finished)
        {
            _progress.InputEnded();
            _lanes.Finish();
            _finished = true;
            _progress.Close();
        }
    }

    /// <summary>Ends the run however the pipeline ended; nothing is left running.</summary>
    public void Dispose()
    {
        if (!_finished)
        {
            _finished = true;
            _lanes.Dispose();
            if (_command.IsStopRequested)
            {
                IReadOnlyList<RunPart> parts = Parts();
                long objects = _counts.Values.Sum();
                long rows = parts.Sum(part => part.Rows);
                SummaryLine.WriteLate(_command, rows > 1
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"Stopped after {objects:N0} objects. {rows - parts.Sum(part => part.Done + part.Failed):N0} of {rows:N0} lists or "
                            + $"objects were not read to the end. To go on, run the command again for those that are missing.")
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"Stopped after {objects:N0} objects; the list was not read to its end. "
                            + $"Run the command again to read it from its beginning, or with -Filter to read less."));
            }
        }
    }

    internal void ShowProgress() => _progress.ShowIfDue();

    /// <summary>Whether a failure is not of a read but of the connection, so that every other read fails as well.</summary>
    internal static bool IsOfConnection(GraphFailure failure) =>
        failure.ErrorId is GraphErrorId.Connection or GraphErrorId.Unauthorized or GraphErrorId.NotSent;

    private IReadOnlyList<RunPart> Parts() =>
        [.. _lanes.All.Select(lane => new RunPart(lane.Connection, lane.Statistics, () => lane.Waiting))];

    private static PSObject Convert(Connection connection, ReadPart part, StatusEntity entity) =>
        StatusObject.Create(entity, connection.Name);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Emit(ReadLane lane, TakenPart taken)
    {
        Connection connection = lane.Connection;
        ReadPart part = taken.Part;
        for (int i = 0; i < part.Items.Count; i++)
        {
            _command.WriteObject(taken.OutputOf(i));
        }

        _counts[connection] = CountOf(connection) + part.Items.Count;
        if (part.Failure is { } failure && _onFailure?.Invoke(connection, part) != true)
        {
            _failed.Add(connection);
            if (!_isErrorOfConnectionReportedOnce || !IsOfConnection(failure) || _reported.Add(connection))
            {
                _command.WriteError(ErrorRecords.CreateAdvised(failure, part.Row.Input, _advise(failure), connection));
            }
        }
    }
}
