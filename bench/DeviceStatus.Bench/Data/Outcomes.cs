namespace DeviceStatus.Bench.Data;

/// <summary>The outcomes of the rows of a run, from the file of the script: <c>outcome TAB name of the device</c>.</summary>
internal sealed class Outcomes
{
    internal const string Done = "Done";
    internal const string Unknown = "OutcomeUnknown";
    private readonly ILookup<string, string> _byName;

    private Outcomes(ILookup<string, string> byName) => _byName = byName;

    internal static Outcomes Read(string path) => new(
        File.ReadLines(path).Select(line => line.Split('\t')).ToLookup(parts => parts[1], parts => parts[0], StringComparer.Ordinal));

    internal IEnumerable<string> Of(string name) => _byName[name];

    internal int Count(string outcome) => _byName.Sum(row => row.Count(each => each == outcome));

    internal int Total => _byName.Sum(row => row.Count());
}
