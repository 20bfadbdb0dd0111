using System.Globalization;

namespace DeviceStatus.Bench.Data;

/// <summary>The CSV files that the contenders read.</summary>
internal static class RowFiles
{
    private const int SeededStatuses = 150;
    private const int ObjectsOfBlock = 100;

    /// <summary>Updates, in four columns, each row of a device of its own.</summary>
    internal static string Updates(BenchContext context, int rows) => Write(
        context, $"updates-{rows}.csv", "DeviceConfigurationId,Id,Status,LastReportedDateTime", rows,
        static i => string.Create(CultureInfo.InvariantCulture, $"{BenchContext.ConfigurationId},{Id(i)},compliant,2026-06-01T06:00:00Z"));

    /// <summary>Updates of the statuses that the server starts with, over and over.</summary>
    internal static string SeededUpdates(BenchContext context, int rows) => Write(
        context, $"seeded-updates-{rows}.csv", "DeviceConfigurationId,Id,Status,LastReportedDateTime", rows,
        static i => string.Create(
            CultureInfo.InvariantCulture, $"{BenchContext.ConfigurationId},{SeededId(i)},compliant,2026-06-01T06:00:00Z"));

    /// <summary>New statuses; the name of the device tells them apart.</summary>
    internal static string Creates(BenchContext context, int rows, string prefix) => Write(
        context, $"creates-{prefix}-{rows}.csv", "DeviceConfigurationId,DeviceDisplayName,Status,UserName", rows,
        i => string.Create(CultureInfo.InvariantCulture, $"{BenchContext.ConfigurationId},{prefix}-{i:D7},nonCompliant,Bench"));

    /// <summary>
    /// Updates in which each object has two rows, near each other and in random order; the user name tells the rows apart.
    /// </summary>
    internal static string Pairs(BenchContext context, IReadOnlyList<string> ids, string prefix)
    {
        Random random = new(17);
        int[] order = [.. Enumerable.Range(0, ids.Count).Chunk(ObjectsOfBlock).SelectMany(block =>
        {
            int[] twice = [.. block, .. block];
            random.Shuffle(twice);
            return twice;
        })];
        return Write(
            context, $"pairs-{prefix}-{ids.Count}.csv", "DeviceConfigurationId,Id,Status,UserName", order.Length,
            i => string.Create(CultureInfo.InvariantCulture, $"{BenchContext.ConfigurationId},{ids[order[i]]},compliant,{prefix}-{i:D7}"));
    }

    /// <summary>Reads the ids and the names of the rows of <see cref="Pairs"/>.</summary>
    internal static IReadOnlyList<(string Id, string Row)> ReadPairs(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(static line => line.Split(',')).Select(static parts => (parts[1], parts[3]))];

    /// <summary>The id of the status of a row.</summary>
    internal static string Id(int row) => string.Create(
        CultureInfo.InvariantCulture,
        $"ee000000-0000-4000-8000-{row:x12}_{BenchContext.ConfigurationId}_de000000-0000-4000-8000-{row:x12}");

    /// <summary>The id of one of the statuses that the server starts with.</summary>
    internal static string SeededId(int row) => Id((row % SeededStatuses) + 1);

    internal static string Write(BenchContext context, string name, string header, int rows, Func<int, string> row)
    {
        string path = context.WorkFile(name);
        File.WriteAllLines(path, Enumerable.Range(0, rows).Select(row).Prepend(header));
        return path;
    }
}
