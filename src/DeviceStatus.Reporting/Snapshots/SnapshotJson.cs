using System.Text.Encodings.Web;
using System.Text.Json;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Reporting.Snapshots;

/// <summary>Converts headers and statuses to the lines of a snapshot and back. The same content gives the same bytes.</summary>
internal static class SnapshotJson
{
    private const string Policies = "policyName";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 32 };
    private static readonly string[] Identity = ["tenantId", "connection", "noun", "policyId", Policies, "id"];

    internal static byte[] Write(SnapshotHeader header) => Write(json =>
    {
        json.WriteNumber("schemaVersion", SnapshotHeader.CurrentVersion);
        json.WriteString("takenOn", DateText(header.TakenOn));
        json.WriteNumber("statuses", header.Statuses);
        json.WriteStartArray("tenants");
        foreach (SnapshotTenant tenant in header.Tenants)
        {
            json.WriteStartObject();
            json.WriteString("tenantId", tenant.TenantId);
            json.WriteString("connection", tenant.Connection);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "kinds", header.Kinds);
        WriteTexts(json, "nouns", header.Nouns);
        json.WriteStartArray("coverage");
        foreach (SnapshotCoverage one in header.Coverage)
        {
            WriteCoverage(json, one);
        }

        json.WriteEndArray();
    });

    internal static byte[] Write(SnapshotStatus status) => Write(json =>
    {
        json.WriteString("tenantId", status.TenantId);
        json.WriteString("connection", status.Connection);
        json.WriteString("noun", status.Noun);
        json.WriteString("policyId", status.PolicyId);
        json.WriteString(Policies, status.PolicyName);
        json.WriteString("id", status.Id);
        foreach ((string name, object? value) in status.Values)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }
    });

    /// <summary>Reads the header.</summary>
    /// <exception cref="JsonException">The line is not JSON.</exception>
    /// <exception cref="FormatException">The line is not a header. The message contains the reason.</exception>
    internal static SnapshotHeader ReadHeader(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line, Reading);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schemaVersion", out JsonElement version)
            || !version.TryGetInt32(out int number))
        {
            throw new FormatException("it is not the header of a snapshot, which begins with {\"schemaVersion\":1");
        }

        if (number != SnapshotHeader.CurrentVersion)
        {
            throw new FormatException(
                $"the snapshot has schemaVersion {number}, and this version of the module reads {SnapshotHeader.CurrentVersion}");
        }

        return new SnapshotHeader
        {
            TakenOn = Date(root, "takenOn") ?? throw new FormatException("the header has no date takenOn"),
            Statuses = root.TryGetProperty("statuses", out JsonElement statuses) && statuses.TryGetInt32(out int count) && count >= 0
                ? count
                : throw new FormatException("the header has no number of statuses"),
            Tenants = [.. Items(root, "tenants").Select(item => new SnapshotTenant(Text(item, "tenantId"), Text(item, "connection")))],
            Kinds = [.. Items(root, "kinds").Select(item => item.GetString() ?? string.Empty)],
            Nouns = [.. Items(root, "nouns").Select(item => item.GetString() ?? string.Empty)],
            Coverage = [.. Items(root, "coverage").Select(ReadCoverage)],
        };
    }

    /// <summary>Reads a status.</summary>
    /// <exception cref="JsonException">The line is not JSON.</exception>
    /// <exception cref="FormatException">The line is not a status. The message contains the reason.</exception>
    internal static SnapshotStatus ReadStatus(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line, Reading);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is not a JSON object");
        }

        string noun = Text(root, "noun") ?? throw new FormatException("it has no noun, such as DeviceConfigurationDeviceStatus");
        ResourceDescriptor resource = SnapshotStatus.FindResource(noun)
            ?? throw new FormatException($"'{noun}' is not the noun of a status");
        return new SnapshotStatus
        {
            Noun = resource.Noun,
            Id = Text(root, "id") is { Length: > 0 } id ? id : throw new FormatException("it has no id"),
            TenantId = Text(root, "tenantId"),
            Connection = Text(root, "connection"),
            PolicyId = Text(root, "policyId"),
            PolicyName = Text(root, Policies),
            Values =
            [
                .. root.EnumerateObject()
                    .Where(property => !Identity.Contains(property.Name, StringComparer.Ordinal))
                    .Select(property => KeyValuePair.Create(property.Name, Typed(resource.FindProperty(property.Name), property.Value))),
            ],
        };
    }

    /// <summary>Formats a date in UTC, by ISO 8601, with all its fractional digits.</summary>
    internal static string DateText(DateTimeOffset date) => PropertyConverter.FormatDate(date.ToUniversalTime());

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        using MemoryStream buffer = new(512);
        using (Utf8JsonWriter json = new(buffer, Writing))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteCoverage(Utf8JsonWriter json, SnapshotCoverage coverage)
    {
        json.WriteStartObject();
        json.WriteString("tenantId", coverage.TenantId);
        json.WriteString("connection", coverage.Connection);
        json.WriteString("kind", coverage.Kind);
        json.WriteString("policyId", coverage.PolicyId);
        json.WriteString(Policies, coverage.PolicyName);
        WriteNumber(json, "read", coverage.Read);
        WriteNumber(json, "expected", coverage.Expected);
        json.WriteString("state", coverage.State.ToString());
        json.WriteString("reason", coverage.Reason);
        json.WriteEndObject();
    }

    private static SnapshotCoverage ReadCoverage(JsonElement item) => new()
    {
        TenantId = Text(item, "tenantId"),
        Connection = Text(item, "connection"),
        Kind = Text(item, "kind") ?? throw new FormatException("a coverage record has no kind"),
        PolicyId = Text(item, "policyId"),
        PolicyName = Text(item, Policies),
        Read = Number(item, "read"),
        Expected = Number(item, "expected"),
        State = Enum.TryParse(Text(item, "state"), out SnapshotCoverageState state) ? state : SnapshotCoverageState.Unknown,
        Reason = Text(item, "reason"),
    };

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset date:
                json.WriteStringValue(DateText(date));
                break;
            case IReadOnlyDictionary<string, object?> map:
                json.WriteStartObject();
                foreach ((string name, object? item) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    WriteValue(json, item);
                }

                json.WriteEndObject();
                break;
            case IReadOnlyList<object?> list:
                json.WriteStartArray();
                foreach (object? item in list)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static object? Typed(PropertyDescriptor? property, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => Number(value),
        JsonValueKind.Object =>
            value.EnumerateObject().ToDictionary(item => item.Name, item => Typed(null, item.Value), StringComparer.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Select(item => Typed(null, item)).ToList(),
        _ => value.GetString() is { } text && property?.Type == PropertyType.Timestamp
            && EdmDate.TryParse(text, out DateTimeOffset date) ? date : value.GetString(),
    };

    private static object Number(JsonElement value)
    {
        if (value.TryGetInt32(out int small))
        {
            return small;
        }

        return value.TryGetInt64(out long big) ? big : (object)value.GetDouble();
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static long? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : null;

    private static DateTimeOffset? Date(JsonElement item, string name) =>
        Text(item, name) is { } text && EdmDate.TryParse(text, out DateTimeOffset date) ? date : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"the header has no list {name}");
        }

        return list.EnumerateArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
