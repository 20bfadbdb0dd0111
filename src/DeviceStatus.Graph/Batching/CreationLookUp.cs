using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Looks in their collections for the objects of POSTs in doubt that were not found by an id. One read of a collection serves all rows that
/// wait for it.
/// </summary>
internal sealed class CreationLookUp(TimeProvider clock, RetryQueue retries, TimeSpan linger)
{
    private readonly object _gate = new();

    /// <summary>For each collection the scan that is under way or about to begin, and the one for rows that came too late for it.</summary>
    private readonly Dictionary<string, (CollectionScan Current, CollectionScan? Next)> _scans = new(StringComparer.Ordinal);

    /// <summary>Lets a row wait for a read of its collection that begins after a delay or later.</summary>
    internal void Add(RowState row, TimeSpan delay)
    {
        string key = KeyOf(row.Request);
        lock (_gate)
        {
            if (!_scans.TryGetValue(key, out (CollectionScan Current, CollectionScan? Next) scans))
            {
                scans = (new CollectionScan(row.Request), null);

                // The rows of one batch come one after the other with the same delay; a read without the linger time would be too early for
                // all but the first.
                Schedule(scans.Current, delay + linger);
            }

            if (scans.Current.Due < DueAfter(delay) || !scans.Current.TryAdd(row))
            {
                scans.Next ??= new CollectionScan(row.Request);
                scans.Next.Due = Math.Max(scans.Next.Due, DueAfter(delay));
                scans.Next.TryAdd(row);
            }

            _scans[key] = scans;
        }
    }

    /// <summary>A scan has ended; the next one of its collection, if rows wait for it, is scheduled.</summary>
    internal void OnCompleted(CollectionScan scan)
    {
        string key = KeyOf(scan.Reader.Request);
        lock (_gate)
        {
            _scans.Remove(key, out (CollectionScan Current, CollectionScan? Next) scans);
            if (scans.Next is { } next)
            {
                _scans[key] = (next, null);
                TimeSpan delay = clock.GetElapsedTime(clock.GetTimestamp(), next.Due);
                Schedule(next, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
            }
        }
    }

    private void Schedule(CollectionScan scan, TimeSpan delay)
    {
        scan.Due = DueAfter(delay);
        retries.Add(scan.Reader, delay);
    }

    private long DueAfter(TimeSpan delay) => clock.GetTimestamp() + (long)(delay.TotalSeconds * clock.TimestampFrequency);

    private static string KeyOf(GraphRequest request) => $"{request.Version} {request.Path}";
}
