using System.Globalization;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>The rows of the property-based tests: each has one of four verbs and one of a few objects as its target.</summary>
internal static class PropertyRows
{
    /// <summary>The request of a row.</summary>
    /// <param name="row">0: create with an id; 1: update; 2: delete; 3: create without an id, with a name that other rows share.</param>
    /// <param name="number">The number of the row, which its name holds.</param>
    internal static GraphRequest Request((int Verb, int Target) row, int number) => row.Verb switch
    {
        0 => Rows.Post(Id(row.Target), Name(number)),
        1 => Rows.Patch(Id(row.Target), Name(number)),
        2 => Rows.Delete(Id(row.Target)),
        _ => Rows.Post(null, SharedName(row.Target)),
    };

    internal static string Id(int target) => "o" + target.ToString(CultureInfo.InvariantCulture);

    internal static string SharedName(int target) => "s" + target.ToString(CultureInfo.InvariantCulture);

    internal static string Name(int number) => "r" + number.ToString(CultureInfo.InvariantCulture);
}
