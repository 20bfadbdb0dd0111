using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>Shows the progress of a run a few times a second, after its first half second.</summary>
internal sealed class RunProgress
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NotBefore = TimeSpan.FromMilliseconds(500);
    private readonly PipelineCommand _command;
    private readonly Func<IReadOnlyList<RunPart>> _parts;
    private readonly ProgressRecord _record;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private readonly bool _reads;
    private long? _total;
    private bool _shown;

    /// <summary>Shows the progress of a run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The activity.</param>
    /// <param name="parts">Gets the current figures of each connection.</param>
    /// <param name="reads">Whether the rows are reads, to which the write quota does not apply.</param>
    internal RunProgress(PipelineCommand command, string name, Func<IReadOnlyList<RunPart>> parts, bool reads = false)
    {
        _command = command;
        _parts = parts;
        _reads = reads;
        _record = new ProgressRecord(reads ? 2 : 1, name, "starting");
    }

    /// <summary>Sets the total number of rows, if it is known in advance.</summary>
    internal void Expect(long? rows) => _total = rows;

    /// <summary>Sets the total to the rows so far, because no more rows follow.</summary>
    internal void InputEnded() => _total = _parts().Sum(part => part.Rows);

    internal void ShowIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) < Every || (!_shown && Stopwatch.GetElapsedTime(_started) < NotBefore))
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        IReadOnlyList<RunPart> parts = _parts();
        if (parts.Sum(part => part.Rows) < 2)
        {
            return;
        }

        _shown = true;
        Fill(parts);
        _command.WriteProgress(_record);
    }

    internal void Close()
    {
        if (_shown)
        {
            _record.RecordType = ProgressRecordType.Completed;
            _command.WriteProgress(_record);
        }
    }

    private void Fill(IReadOnlyList<RunPart> parts)
    {
        long rows = parts.Sum(part => part.Rows);
        long settled = parts.Sum(part => part.Completed);
        long left = rows - settled;
        long fails = parts.Sum(part => part.Failed);
        double seconds = Math.Max(Stopwatch.GetElapsedTime(_started).TotalSeconds, 0.001);
        int waits = parts.Count(part => part.IsWaiting);
        string waiting = waits == 0 ? string.Empty
            : parts.Count == 1 ? "; waiting for quota"
            : string.Create(CultureInfo.InvariantCulture, $"; {waits:N0} of {parts.Count:N0} connections waiting for quota");
        string failed = fails > 0 ? string.Create(CultureInfo.InvariantCulture, $", {fails:N0} failed") : string.Empty;
        long skips = parts.Sum(part => part.Skipped);
        string skipped = skips > 0 ? string.Create(CultureInfo.InvariantCulture, $", {skips:N0} skipped") : string.Empty;
        long inFlight = Math.Min(left, parts.Sum(part => part.InFlight));
        double shownRate = parts.Sum(part => part.Done + part.Failed + part.OutcomeUnknown) / seconds;
        _record.StatusDescription = string.Create(
            CultureInfo.InvariantCulture,
            $"{parts.Sum(part => part.Done):N0} done{failed}{skipped}, {inFlight:N0} under way, {left - inFlight:N0} not sent yet, "
                + $"{shownRate:N1} rows/s{waiting}");

        // Without the number of rows, or with one that was too small, the remaining time is not known.
        if (_total is not { } total || total < rows)
        {
            _record.SecondsRemaining = -1;
            _record.PercentComplete = -1;
            return;
        }

        // The connections run concurrently, so the slowest determines the time. Rows that have not arrived may be of any connection, so
        // their quota counts only if there is one connection. Otherwise the rate so far is the best estimate. Rows in flight already have
        // their quota.
        long unread = total - rows;
        double guess = parts.Max(
            part => part.Completed > part.Skipped ? (part.Rows - part.Completed) / ((part.Completed - part.Skipped) / seconds) : 0);
        guess = Math.Max(guess, shownRate > 0 ? (total - settled) / shownRate : 0);
        double floor = _reads ? 0 : parts.Max(part => part.MinimumTimeFor(parts.Count == 1 ? unread : 0).TotalSeconds);
        _record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Max(guess, floor));
        _record.PercentComplete = total > 0 ? (int)(100 * settled / total) : 0;
    }
}
