using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Pipeline;

/// <summary>Shows how many policies of a long read are done.</summary>
internal sealed class ReadProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly PipelineCommand _command;
    private readonly Run _run;
    private readonly ProgressRecord _record;
    private long _last = Stopwatch.GetTimestamp();
    private bool _isShown;

    internal ReadProgress(PipelineCommand command, Run run)
    {
        _command = command;
        _run = run;
        _record = new ProgressRecord(2, run.Command, "starting");
    }

    internal void ShowIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval || _run.Rows < 2)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        _isShown = true;
        IReadOnlyList<Coverage> coverage = _run.Coverage;
        _record.StatusDescription = string.Create(
            CultureInfo.InvariantCulture, $"{coverage.Count:N0} of {_run.Rows:N0} policies, {coverage.Sum(each => each.Read):N0} statuses");
        _record.PercentComplete = (int)(100 * coverage.Count / _run.Rows);
        _command.WriteProgress(_record);
    }

    internal void Close()
    {
        if (_isShown)
        {
            _record.RecordType = ProgressRecordType.Completed;
            _command.WriteProgress(_record);
        }
    }
}
