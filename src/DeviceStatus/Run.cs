using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Batching;

namespace DeviceStatus;

/// <summary>The figures of one run of a write command, as Get-DeviceStatusRun shows them; live while the run goes on.</summary>
public sealed class Run
{
    private const int MaxFailures = 10_000;
    private readonly RunStatistics _statistics;
    private readonly List<RunFailure> _failures = [];

    internal Run(int id, string command, Connection connection, RunStatistics statistics, string? journalPath)
    {
        Id = id;
        Command = command;
        Connection = connection.Name;
        _statistics = statistics;
        JournalPath = journalPath;
    }

    /// <summary>The number of the run in this process, from 1.</summary>
    public int Id { get; }

    /// <summary>The cmdlet.</summary>
    public string Command { get; }

    /// <summary>The name of the connection.</summary>
    public string Connection { get; }

    /// <summary>When the run began, in local time.</summary>
    public DateTimeOffset StartedOn => _statistics.StartedOn.ToLocalTime();

    /// <summary>How long it took, or has taken so far.</summary>
    public TimeSpan Duration => _statistics.Duration;

    /// <summary>Rows taken in.</summary>
    public long Rows => _statistics.Rows;

    /// <summary>Rows that the service did.</summary>
    public long Done => _statistics.Done;

    /// <summary>Rows that were refused.</summary>
    public long Failed => _statistics.Failed;

    /// <summary>Rows that were not sent.</summary>
    public long NotSent => _statistics.NotSent;

    /// <summary>Rows of which nobody knows whether they were done.</summary>
    public long OutcomeUnknown => _statistics.Unknown;

    /// <summary>Rows that an earlier run with the same journal had done.</summary>
    public long Skipped => _statistics.Skipped;

    /// <summary>HTTP requests, a batch counted as one.</summary>
    public long Requests => _statistics.Requests;

    /// <summary>Batches among the requests.</summary>
    public long Batches => _statistics.Batches;

    /// <summary>Rows sent again.</summary>
    public long Retries => _statistics.Retries;

    /// <summary>Answers 429, each item of a batch counted.</summary>
    public long Throttled => _statistics.Throttled;

    /// <summary>How long the run stood still because the quota was used up.</summary>
    public TimeSpan QuotaWait => _statistics.QuotaWait;

    /// <summary>Rows that ended in a second, over the whole run.</summary>
    public double RowsPerSecond => Math.Round(_statistics.Completed / Math.Max(Duration.TotalSeconds, 0.001), 1);

    /// <summary>The journal, where there is one.</summary>
    public string? JournalPath { get; }

    /// <summary>The rows that did not end as done, in input order; the first 10,000 of them are remembered.</summary>
    public IReadOnlyList<RunFailure> Failures
    {
        get
        {
            lock (_failures)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>The run in one line.</summary>
    /// <returns>For example <c>300 rows: 297 done, 3 failed, in 1.2 s (15 batches).</c></returns>
    public override string ToString() => Summary();

    internal void Remember(RunFailure failure)
    {
        lock (_failures)
        {
            if (_failures.Count < MaxFailures)
            {
                _failures.Add(failure);
            }
        }
    }

    internal string Summary()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Command}: {Rows:N0} rows: {Done:N0} done");
        Append(text, Skipped, "skipped (done by an earlier run)");
        Append(text, Failed, "failed");
        Append(text, NotSent, "not sent");
        Append(text, OutcomeUnknown, "outcome unknown");
        text.Append(CultureInfo.InvariantCulture, $", in {Durations.Text(Duration)} ({Requests:N0} {(Requests == 1 ? "request" : "requests")}");
        Append(text, Retries, "retried");
        Append(text, Throttled, "throttled");
        if (QuotaWait > TimeSpan.FromSeconds(1))
        {
            text.Append(", ").Append(Durations.Text(QuotaWait)).Append(" waiting for quota");
        }

        return text.Append(").").ToString();
    }

    private static void Append(StringBuilder text, long count, string what)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {count:N0} {what}");
        }
    }
}
