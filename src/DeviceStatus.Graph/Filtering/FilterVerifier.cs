using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// Checks rows against the <c>$filter</c> that they were asked with, because the service is known to ignore some filters without a word.
/// Safe to use from many threads.
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

    /// <summary>What is to be said at the end: that the service ignored the filter; <see langword="null"/> when it did not.</summary>
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

    /// <summary>Makes the check of a filter.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="filter">The filter as the user wrote it, or <see langword="null"/>.</param>
    /// <param name="unchecked">Why no check can be made, or <see langword="null"/>.</param>
    /// <returns>The check, or <see langword="null"/> when there is no filter or it is more than is understood here.</returns>
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

    /// <summary>Whether a row matches, or may match for all that can be said.</summary>
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
