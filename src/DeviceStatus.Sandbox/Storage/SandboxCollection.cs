namespace DeviceStatus.Sandbox.Storage;

/// <summary>The objects of one collection below one parent, in the order of their creation. The store's lock protects it.</summary>
internal sealed class SandboxCollection
{
    private readonly Dictionary<string, SandboxItem> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SandboxItem> _ordered = [];

    internal IReadOnlyList<SandboxItem> Items => _ordered;

    internal SandboxItem? Find(string id) => _byId.GetValueOrDefault(id);

    internal bool TryAdd(SandboxItem item)
    {
        if (!_byId.TryAdd(item.Id, item))
        {
            return false;
        }

        _ordered.Add(item);
        return true;
    }

    internal void Replace(SandboxItem item)
    {
        _byId[item.Id] = item;
        _ordered[IndexAfter(item.Sequence) - 1] = item;
    }

    internal bool Remove(string id)
    {
        if (!_byId.Remove(id, out SandboxItem? item))
        {
            return false;
        }

        _ordered.RemoveAt(IndexAfter(item.Sequence) - 1);
        return true;
    }

    /// <summary>
    /// Reads a page. It starts after a sequence number, not at an index, so that deleting objects that were read skips no object.
    /// </summary>
    /// <param name="after">The sequence number of the last object read.</param>
    /// <param name="size">The maximum number of objects.</param>
    /// <param name="filter">The condition, or <see langword="null"/> for all objects.</param>
    /// <param name="isShort">Whether the list ends after half of the objects.</param>
    /// <returns>The page, and whether more follows.</returns>
    internal (List<SandboxItem> Items, bool More) Page(long after, int size, Predicate<SandboxItem>? filter, bool isShort = false)
    {
        List<SandboxItem> page = new(Math.Min(size, 128));
        int end = isShort ? (_ordered.Count + 1) / 2 : _ordered.Count;
        for (int i = IndexAfter(after); i < end; i++)
        {
            if (filter is not null && !filter(_ordered[i]))
            {
                continue;
            }

            if (page.Count == size)
            {
                return (page, true);
            }

            page.Add(_ordered[i]);
        }

        return (page, false);
    }

    private int IndexAfter(long sequence)
    {
        int low = 0;
        int high = _ordered.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ordered[middle].Sequence <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
