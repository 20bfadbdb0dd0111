using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace DeviceStatus.Graph.Files;

/// <summary>Reads the records of a CSV file with commas, also while another handle of this process writes the file.</summary>
internal static class CsvRecords
{
    /// <summary>Reads the records in order, the header as the first one.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static IEnumerable<string[]> Read(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture) { BadDataFound = null };
        using CsvParser parser = new(new StreamReader(file), configuration);
        while (parser.Read())
        {
            yield return parser.Record!;
        }
    }
}
