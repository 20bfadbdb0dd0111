using System.Text.Json;
using System.Text.RegularExpressions;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>
/// Checks a JSON document against a JSON schema, as far as the schemas of this repository go. A member that the schema lacks is an error.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>The places of the document that do not fit, each with what is wrong there.</summary>
    internal static IReadOnlyList<string> Problems(JsonElement value, JsonElement schema) => [.. Check(value, schema, schema, "$")];

    private static IEnumerable<string> Check(JsonElement value, JsonElement schema, JsonElement root, string place) =>
        schema.EnumerateObject().SelectMany(rule => Check(value, schema, root, place, rule));

    private static IEnumerable<string> Check(JsonElement value, JsonElement schema, JsonElement root, string place, JsonProperty rule)
    {
        switch (rule.Name)
        {
            case "$ref":
                string name = rule.Value.GetString()!.Replace("#/$defs/", string.Empty, StringComparison.Ordinal);
                return Check(value, root.GetProperty("$defs").GetProperty(name), root, place);
            case "type":
                string[] types = rule.Value.ValueKind == JsonValueKind.Array
                    ? [.. rule.Value.EnumerateArray().Select(each => each.GetString()!)]
                    : [rule.Value.GetString()!];
                return Only(types.Any(type => IsOf(type, value)), $"{place} is not {string.Join(" or ", types)} but {value.ValueKind}");
            case "const":
                return Only(value.GetRawText() == rule.Value.GetRawText(), $"{place} is not {rule.Value}");
            case "enum":
                return Only(rule.Value.EnumerateArray().Any(each => each.GetRawText() == value.GetRawText()), $"{place} is {value}");
            case "pattern":
                return Only(Regex.IsMatch(value.GetString()!, rule.Value.GetString()!), $"{place} '{value}' does not match {rule.Value}");
            case "minimum":
                return Only(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.Value.GetDouble(), $"{place} is {value}");
            case "maxItems":
                return Only(value.GetArrayLength() <= rule.Value.GetInt32(), $"{place} has {value.GetArrayLength()} items");
            case "required":
                return rule.Value.EnumerateArray().Select(each => each.GetString()!)
                    .Where(member => !value.TryGetProperty(member, out _))
                    .Select(member => $"{place}.{member} is missing");
            case "properties":
                return value.EnumerateObject().SelectMany(member => rule.Value.TryGetProperty(member.Name, out JsonElement expected)
                    ? Check(member.Value, expected, root, $"{place}.{member.Name}")
                    : [$"{place}.{member.Name} is not in the schema"]);
            case "items":
                return value.EnumerateArray().SelectMany((item, i) => Check(item, rule.Value, root, $"{place}[{i}]"));
            case "$schema" or "title" or "$defs":
                return [];
            default:
                return [$"the schema has the rule '{rule.Name}', which this check does not know"];
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static IEnumerable<string> Only(bool fits, string problem) => fits ? [] : [problem];
}
