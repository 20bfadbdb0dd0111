using DeviceStatus.Bench.Data;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Bench.Reports;

namespace DeviceStatus.Bench.Scenarios;

/// <summary>Two hundred tenants in one process: what they cost in memory and processor time.</summary>
internal static class ManyTenants
{
    private const int Count = 200;
    private const int Limit = 100;
    private const int PoliciesOfEach = 16;

    internal static async Task<IReadOnlyList<Table>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int rows = context.Size(200, 20);
        await using ServerGroup servers =
            await ServerGroup.StartAsync(context.Layout, Count, cancellationToken, "--write-limit", $"{Limit}", "--record", "0");
        string tenants = TenantFiles.Tenants(context, "many", servers.Urls);
        Contender many = new($"{Count} tenants", () => RunAsync(context, tenants, Count, rows, cancellationToken));
        string few = TenantFiles.Tenants(context, "few", [.. servers.Urls.Take(Count / 10)]);
        Contender tenth = new($"{Count / 10} tenants", () => RunAsync(context, few, Count / 10, rows, cancellationToken));
        Contender[] all = [many, tenth];
        await Contender.InterleaveAsync(all, 1, cancellationToken);

        Table table = new(
            $"{rows} rows of each tenant in one CSV sorted by tenant at {Limit} writes in 20 s, then the {PoliciesOfEach} policies of each",
            "What", "rows", "took", "processor time", "of a row", "policies", "took", "processor time", "peak memory");
        foreach (Contender contender in all)
        {
            ChildResult result = contender.Results[0];
            Pass write = result.Passes[0];
            Pass read = result.Passes[1];
            table.Add(
                contender.Name, Figures.Whole(write.Rows), Figures.Seconds(write.Seconds), Figures.Seconds(write.Cpu),
                $"{write.Cpu * 1e6 / write.Rows:0} µs",
                Figures.Whole(read.Rows), Figures.Seconds(read.Seconds), Figures.Seconds(read.Cpu), Figures.Megabytes(contender.PeakBytes));
            if (result.Done != write.Rows)
            {
                throw new InvalidOperationException($"{contender.Name}: {result.Done} of {write.Rows} rows were done.");
            }
        }

        table.Target("Peak memory, 500 MB or less", Figures.Megabytes(many.PeakBytes), many.PeakBytes <= 500e6);
        table.Note("The servers are one process beside the contender; their processor time is not in the figures.");
        return [table];
    }

    private static Task<ChildResult> RunAsync(
        BenchContext context, string tenants, int count, int rows, CancellationToken cancellationToken) =>
        ChildProcess.ScriptAsync(
            context, "tenants.ps1", cancellationToken,
            ("Module", context.Layout.Module), ("Tenants", tenants), ("Csv", TenantFiles.Updates(context, count, rows)),
            ("Rows", count * rows),
            ("WriteLimit", Limit), ("Read", count * PoliciesOfEach));
}
