using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// Checks rows against the <c>$filter</c> of their request, because the service is known to ignore some filters without an error.
/// Thread-safe.
/// </summary>
public sealed class FilterVerifier
{
    private readonly FilterTest<StatusEntity> _test;
    private readonly string _filter;
    private long _sent;
    private long _dropped;

    private FilterVerifier(string filter, FilterTest<StatusEntity> test)
    {
        _filter = filter;
        _test = test;
    }

    /// <summary>The warning at the end of the run if the service ignored the filter, otherwise <see langword="null"/>.</summary>
    public string? Warning
    {
        get
        {
            long sent = Interlocked.Read(ref _sent);
            long dropped = Interlocked.Read(ref _dropped);
            return dropped == 0 ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"The service ignored -Filter \"{_filter}\", or a part of it: it sent {sent:N0} {(sent == 1 ? "row" : "rows")}, of which "
                    + $"{sent - dropped:N0} match; the module removed the others.");
        }
    }

    /// <summary>Creates the check of a filter.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="filter">The filter as the user wrote it, or <see langword="null"/>.</param>
    /// <param name="unchecked">Why the filter cannot be checked, or <see langword="null"/>.</param>
    /// <returns>The check, or <see langword="null"/> if there is no filter or its syntax is not supported here.</returns>
    public static FilterVerifier? Create(ResourceDescriptor resource, string? filter, out string? @unchecked)
    {
        ArgumentNullException.ThrowIfNull(resource);
        @unchecked = null;
        if (string.IsNullOrWhiteSpace(filter))
        {
            return null;
        }

        FilterSource<StatusEntity> source = new()
        {
            Resource = resource,
            Read = (entity, index) =>
                entity.Find(resource.Properties[index].Name, out object? value) ? value : FilterSource<StatusEntity>.Missing,
        };
        try
        {
            return new FilterVerifier(filter, FilterParser<StatusEntity>.Parse(source, filter));
        }
        catch (FilterException exception)
        {
            @unchecked = $"The module cannot check whether the service applies -Filter: {exception.Message}";
            return null;
        }
    }

    /// <summary>Whether a row matches or may match.</summary>
    internal bool Matches(StatusEntity entity)
    {
        bool keep = _test(entity) != false;
        Interlocked.Increment(ref _sent);
        if (!keep)
        {
            Interlocked.Increment(ref _dropped);
        }

        return keep;
    }
}
