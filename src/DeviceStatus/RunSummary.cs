using System.Globalization;
using System.Text;

namespace DeviceStatus;

/// <summary>Summarizes a run in one line.</summary>
internal static class RunSummary
{
    private const int MaxConnectionsNamed = 3;

    /// <summary>Summarizes a run.</summary>
    internal static string Describe(Run run)
    {
        IReadOnlyList<RunPart> parts = run.Parts;
        StringBuilder text = new(run.Command);
        text.Append(": ");
        AppendFigures(text, run.IsRead, run.Rows, run.Done, run.Skipped, run.Failed, run.NotSent, run.OutcomeUnknown, run.Coverage);
        text.Append(
            CultureInfo.InvariantCulture,
            $", in {Durations.Text(run.Duration)} ({run.Requests:N0} {(run.Requests == 1 ? "request" : "requests")}");
        Append(text, run.Retries, "retried");
        Append(text, run.Throttled, "throttled");
        if (run.QuotaWait > TimeSpan.FromSeconds(1))
        {
            text.Append(", ").Append(Durations.Text(run.QuotaWait)).Append(" waiting for quota");
        }

        text.Append(')');
        if (parts.Count > 1)
        {
            RunPart[] incomplete = [.. parts.Where(part => part.Connection is not null && part.Done + part.Skipped < part.Rows)];
            int connections = parts.Count(part => part.Connection is not null);
            text.Append(CultureInfo.InvariantCulture, $", over {connections:N0} {(connections == 1 ? "connection" : "connections")}");
            if (incomplete.Length > 0)
            {
                string names = string.Join(", ", incomplete.Take(MaxConnectionsNamed).Select(part => part.Connection));
                string more = incomplete.Length > MaxConnectionsNamed ? ", ..." : string.Empty;
                text.Append(CultureInfo.InvariantCulture, $", {incomplete.Length:N0} of them not complete: {names}{more}");
            }

            if (parts.FirstOrDefault(part => part.Connection is null) is { } unassigned)
            {
                string rows = unassigned.Rows == 1 ? "row names" : "rows name";
                text.Append(CultureInfo.InvariantCulture, $"; {unassigned.Rows:N0} {rows} no open one");
            }
        }

        return text.Append('.').ToString();
    }

    /// <summary>Summarizes the part of a connection.</summary>
    internal static string Describe(RunPart part)
    {
        StringBuilder text = new(part.Connection ?? "(no open connection)");
        text.Append(": ");
        AppendFigures(
            text, part.IsRead, part.Rows, part.Done, part.Skipped, part.Failed, part.NotSent, part.OutcomeUnknown, part.Coverage);
        return text.ToString();
    }

    private static void AppendFigures(
        StringBuilder text,
        bool isRead,
        long rows,
        long done,
        long skipped,
        long failed,
        long notSent,
        long unknown,
        IReadOnlyList<Coverage> coverage)
    {
        if (isRead)
        {
            long statuses = coverage.Sum(each => each.Read);
            text.Append(CultureInfo.InvariantCulture, $"{statuses:N0} statuses in {rows:N0} lists: {done:N0} complete");
            Append(text, coverage.Count(each => each.State == CoverageState.Partial), "partial");
            Append(text, coverage.Count(each => each is { IsUnread: false, State: CoverageState.Failed }), "failed");
            Append(text, notSent, "not read");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{rows:N0} rows: {done:N0} done");
        Append(text, skipped, "skipped (done by an earlier run)");
        Append(text, failed, "failed");
        Append(text, notSent, "not sent");
        Append(text, unknown, "outcome unknown");
    }

    private static void Append(StringBuilder text, long count, string what)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {count:N0} {what}");
        }
    }
}
