using System.Globalization;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Query;

/// <summary>
/// The query of a GET. <c>$top</c> is the maximum size of a page, as the service documents it. A <c>nextLink</c> follows while objects
/// remain.
/// </summary>
internal sealed class QueryOptions
{
    private const string SkipToken = "skiptoken";
    private readonly List<string> _kept = [];

    private QueryOptions(ApiCall call, ResourceTable table)
    {
        Select = table.VisibleIn(call.Version);
    }

    internal Predicate<SandboxItem>? Filter { get; private set; }

    /// <summary>The indexes of the properties to return.</summary>
    internal int[] Select { get; private set; }

    /// <summary>The suffix of the type in the context URL when properties were selected.</summary>
    internal string SelectSuffix { get; private set; } = string.Empty;

    /// <summary>The maximum number of objects on a page. <see cref="int.MaxValue"/> means no limit.</summary>
    internal int Top { get; private set; } = int.MaxValue;

    /// <summary>The sequence number after which the page starts.</summary>
    internal long After { get; private set; }

    /// <summary>Reads the query of a call.</summary>
    /// <exception cref="ApiException">400; the message names the option.</exception>
    internal static QueryOptions Parse(ApiCall call, ResourceTable table, bool isList)
    {
        QueryOptions options = new(call, table);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        string? token = null;
        foreach (string part in call.Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = Unescape(equals < 0 ? part : part[..equals]);
            string value = equals < 0 ? string.Empty : Unescape(part[(equals + 1)..]);

            // Graph accepts query options with and without the dollar sign.
            string option = name.TrimStart('$').ToLowerInvariant();
            if (!seen.Add(option))
            {
                throw ApiException.BadRequest($"The query option '{name}' must be given only once.");
            }

            if (option == SkipToken && isList)
            {
                token = value;
                continue;
            }

            options._kept.Add(part);
            options.Apply(option, name, value, call, table, isList);
        }

        if (token is not null)
        {
            options.Resume(token);
        }

        return options;
    }

    /// <summary>The URL of the next page.</summary>
    internal string NextLink(ApiCall call, long lastSequence)
    {
        string token = string.Create(CultureInfo.InvariantCulture, $"$skiptoken=s{lastSequence}");
        return $"{call.VersionRoot}{call.Path}?{string.Join('&', _kept.Append(token))}";
    }

    private static Predicate<SandboxItem> ReadFilter(ResourceTable table, GraphVersion version, string text)
    {
        FilterSource<SandboxItem> source = new()
        {
            Resource = table.Resource,
            Read = static (item, index) => item.Values[index],
            IsKnown = property => property.Versions.Has(version),
            IsExact = true,
        };
        try
        {
            FilterTest<SandboxItem> filter = FilterParser<SandboxItem>.Parse(source, text);
            return item => filter(item) == true;
        }
        catch (FilterException exception)
        {
            throw ApiException.BadRequest("Invalid filter clause: " + exception.Message);
        }
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private void Apply(string option, string name, string value, ApiCall call, ResourceTable table, bool isList)
    {
        switch (option)
        {
            case "select":
                Select = [.. value.Split(',').Select(property => IndexOf(property.Trim())).Distinct()];
                SelectSuffix = "(" + string.Join(',', Select.Select(index => table.Resource.Properties[index].Name)) + ")";
                break;
            case "filter" when isList:
                Filter = ReadFilter(table, call.Version, value);
                break;
            case "top" when isList:
                Top = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int top) && top > 0
                    ? top
                    : throw ApiException.BadRequest(
                        $"Invalid value '{value}' of the query option '{name}': it must be a whole number from 1 on.");
                break;
            default:
                throw ApiException.BadRequest($"The query option '{name}' is not supported here.");
        }

        int IndexOf(string property) => table.IndexOf(property, call.Version) is >= 0 and int index
            ? index
            : throw ApiException.BadRequest(
                $"Could not find a property named '{property}' on type 'microsoft.graph.{table.Resource.EntityType}'.");
    }

    private void Resume(string token)
    {
        After = token.StartsWith('s') && long.TryParse(token.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out long after)
            ? after
            : throw ApiException.BadRequest($"The skip token '{token}' is not one of this service.");
    }
}
