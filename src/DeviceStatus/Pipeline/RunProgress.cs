using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Pipeline;

/// <summary>Shows how far a run is, a few times a second, once it has lasted half a second.</summary>
internal sealed class RunProgress
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NotBefore = TimeSpan.FromMilliseconds(500);
    private readonly PipelineCommand _command;
    private readonly RunStatistics _statistics;
    private readonly Pacer _pacer;
    private readonly ProgressRecord _record;
    private long _last = Stopwatch.GetTimestamp();
    private readonly bool _reads;
    private long? _total;
    private bool _shown;

    internal RunProgress(PipelineCommand command, string name, RunStatistics statistics, Pacer pacer, bool reads = false)
    {
        _command = command;
        _statistics = statistics;
        _pacer = pacer;
        _reads = reads;
        _record = new ProgressRecord(reads ? 2 : 1, name, "starting");
    }

    /// <summary>Says how many rows come in all, as far as that is known before they have come.</summary>
    internal void Expect(long? rows) => _total = rows;

    /// <summary>No more rows come, so those that came are all.</summary>
    internal void InputEnded() => _total = _statistics.Rows;

    internal void ShowIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) < Every || (!_shown && _statistics.Duration < NotBefore) || _statistics.Rows < 2)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        _shown = true;
        Fill();
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

    private void Fill()
    {
        long settled = _statistics.Completed;
        long left = _statistics.Rows - settled;
        double seconds = Math.Max(_statistics.Duration.TotalSeconds, 0.001);
        string waiting = _statistics.IsWaiting ? "; waiting for quota" : string.Empty;
        long inFlight = Math.Min(left, _statistics.InFlight);
        double shownRate = (_statistics.Done + _statistics.Failed + _statistics.Unknown) / seconds;
        string skipped = _statistics.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_statistics.Skipped:N0} skipped") : string.Empty;
        string failed = _statistics.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_statistics.Failed:N0} failed") : string.Empty;
        _record.StatusDescription = string.Create(
            CultureInfo.InvariantCulture,
            $"{_statistics.Done:N0} done{failed}{skipped}, {inFlight:N0} under way, {left - inFlight:N0} not sent yet, {shownRate:N1} rows/s{waiting}");

        // Of how much no one knows the end, no time can be told; a count that proved too small is none.
        if (_total is not { } total || total < _statistics.Rows)
        {
            _record.SecondsRemaining = -1;
            _record.PercentComplete = -1;
            return;
        }

        // The rest cannot end before the quota lets it; beyond that the rate so far is the best guess. What is under way has its quota.
        long rest = total - settled;
        double guess = shownRate > 0 ? rest / shownRate : 0;
        double floor = _reads ? 0 : _pacer.MinimumDuration(rest - inFlight).TotalSeconds;
        _record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Max(guess, floor));
        _record.PercentComplete = total > 0 ? (int)(100 * settled / total) : 0;
    }
}
