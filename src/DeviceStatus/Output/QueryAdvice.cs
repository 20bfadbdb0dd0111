using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>Advises how to write -Property and -Filter when the service refused them.</summary>
internal static class QueryAdvice
{
    /// <summary>The advice for a read that was refused as a bad request.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="resource">The resource that was read.</param>
    /// <param name="properties">The value of -Property, or null.</param>
    /// <param name="filter">The value of -Filter, or null.</param>
    /// <returns>The advice; null when it is not about -Property or -Filter.</returns>
    internal static string? For(GraphFailure failure, ResourceDescriptor resource, string[]? properties, string? filter)
    {
        if (failure.ErrorId != GraphErrorId.BadRequest)
        {
            return null;
        }

        string[] known = [.. resource.Properties.Select(property => property.DisplayName)];
        if (Array.Find(properties ?? [], name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            string question = NearestName.Find(unknown, known) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
            return $"-Property '{unknown}' is not a known property{question} Properties: {string.Join(", ", known)}.";
        }

        _ = FilterVerifier.Create(resource, filter, out string? problem);
        return problem is null ? null : DescribeFilter(resource, filter!);
    }

    private static string DescribeFilter(ResourceDescriptor resource, string filter)
    {
        string[] names = [.. resource.Properties.Select(property => property.Name)];
        string first = new([.. filter.TrimStart('(', ' ').TakeWhile(char.IsLetterOrDigit)]);
        bool isKnown = names.Contains(first, StringComparer.OrdinalIgnoreCase);
        string? nearest = isKnown ? null : NearestName.Find(first, names);
        string question = nearest is null ? string.Empty : $" Did you mean '{nearest}'?";
        PropertyDescriptor? named = Array.Find(
            [.. resource.Properties],
            property => string.Equals(property.Name, first, StringComparison.OrdinalIgnoreCase));
        string values = named?.Enum is { } members
            ? $" Values of {named.Name}: {string.Join(", ", members.Members.Select(member => member.Name))}."
            : string.Empty;
        string operators = named?.Enum is null ? "eq, ne, gt, ge, lt, le, in, startswith, endswith and contains" : "eq, ne and in";
        string list = isKnown ? string.Empty : $" Properties: {string.Join(", ", names)}.";
        return $"Write -Filter as property, operator and value, such as \"status eq 'error'\".{question}{list} Operators: "
            + $"{operators}.{values}";
    }
}
