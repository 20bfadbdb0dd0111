using System.Globalization;
using System.Text;
using DeviceStatus.Graph.Files;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Diagnostics;

/// <summary>
/// Writes the results of a probe as JSON that can be shared: it contains no name or id of the tenant, a user or a device.
/// </summary>
public static class ProbeFile
{
    /// <summary>The version of the format.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the file. It appears when it is complete.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="results">The results.</param>
    /// <param name="cancellationToken">Ends the writing; no file is left behind.</param>
    /// <returns>A task that ends when the file is complete.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<ProbeResult> results, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(results);
        using ReplacementFile file = ReplacementFile.Create(path);
        await file.Content.WriteAsync(Encoding.UTF8.GetBytes(ToJson(results)), cancellationToken).ConfigureAwait(false);
        file.Commit();
    }

    private static string ToJson(IReadOnlyList<ProbeResult> results)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using JsonTextWriter json = new(text) { Formatting = Formatting.Indented };
        json.WriteStartObject();
        json.WritePropertyName("schemaVersion");
        json.WriteValue(SchemaVersion);
        json.WritePropertyName("results");
        json.WriteStartArray();
        foreach (ProbeResult result in results)
        {
            json.WriteStartObject();
            Write("connection", result.Connection);
            Write("kind", result.Kind);
            Write("operation", result.Operation);
            Write("state", result.State.ToString());
            Write("statusCode", result.StatusCode);
            Write("errorCode", result.ErrorCode);
            Write("durationMilliseconds", (long)result.Duration.TotalMilliseconds);
            Write("note", result.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return text + "\n";

        void Write(string name, object? value)
        {
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }
}
