using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Storage;

/// <summary>
/// The data of the sandbox. One lock, held only for lookups and changes, protects it. The number of a change identifies it for the saver.
/// </summary>
internal sealed class SandboxStore
{
    private readonly object _gate = new();
    private readonly IReadOnlyList<ResourceTable> _tables;
    private long _nextSequence = 1;
    private long _changes;

    internal SandboxStore(IReadOnlyList<ResourceTable> tables)
    {
        _tables = tables;
    }

    internal bool ParentExists(ResourceTable table, string? parentId)
    {
        if (table.Parent is null)
        {
            return true;
        }

        lock (_gate)
        {
            return table.Parent.Collection(null).Find(parentId!) is not null;
        }
    }

    internal SandboxItem? Find(ResourceTable table, string? parentId, string id)
    {
        lock (_gate)
        {
            return table.Collection(parentId).Find(id);
        }
    }

    /// <summary>The object of a singleton: an overview, calculated from the stored statuses.</summary>
    internal SandboxItem Single(ResourceTable table, string? parentId)
    {
        SandboxItem[] counted;
        lock (_gate)
        {
            counted = [.. table.Counted!.Collection(parentId).Items];
        }

        return OverviewItem.Of(table, parentId, counted);
    }

    /// <summary>Adds an object with its own id, or with a new id if it has none.</summary>
    /// <returns>The object and the number of the change; no object if the id already exists.</returns>
    internal (SandboxItem? Item, long Change) Add(ResourceTable table, string? parentId, IReadOnlyList<KeyValuePair<int, object?>> given)
    {
        object?[] values = table.Defaults();
        foreach ((int index, object? value) in given)
        {
            values[index] = value;
        }

        lock (_gate)
        {
            SandboxCollection collection = table.Collection(parentId);
            long sequence = _nextSequence++;
            if (string.IsNullOrEmpty((string?)values[0]))
            {
                while (collection.Find(NewId(table, parentId, sequence)) is not null)
                {
                    sequence = _nextSequence++;
                }

                values[0] = NewId(table, parentId, sequence);
            }

            SandboxItem item = new(sequence, values);
            return collection.TryAdd(item) ? (item, ++_changes) : (null, 0);
        }
    }

    /// <summary>Changes an object.</summary>
    /// <returns>The changed object and the number of the change; no object if no object has that id.</returns>
    internal (SandboxItem? Item, long Change) Update(
        ResourceTable table, string? parentId, string id, IReadOnlyList<KeyValuePair<int, object?>> changes)
    {
        lock (_gate)
        {
            SandboxCollection collection = table.Collection(parentId);
            if (collection.Find(id) is not { } item)
            {
                return (null, 0);
            }

            SandboxItem updated = item.With(changes);
            collection.Replace(updated);
            return (updated, ++_changes);
        }
    }

    /// <summary>Deletes an object.</summary>
    /// <returns>The number of the change; 0 when there is no object of that id.</returns>
    internal long Delete(ResourceTable table, string? parentId, string id)
    {
        lock (_gate)
        {
            return table.Collection(parentId).Remove(id) ? ++_changes : 0;
        }
    }

    internal (List<SandboxItem> Items, bool More) Page(
        ResourceTable table, string? parentId, long after, int size, Predicate<SandboxItem>? filter, bool isShort = false)
    {
        lock (_gate)
        {
            return table.Collection(parentId).Page(after, size, filter, isShort);
        }
    }

    /// <summary>Replaces all data.</summary>
    /// <param name="fill">Adds the new data. Called without the lock.</param>
    /// <param name="nextSequence">The minimum number of the next object.</param>
    /// <returns>The number of the change.</returns>
    internal long Replace(Action<SandboxStore> fill, long nextSequence = 1)
    {
        lock (_gate)
        {
            foreach (ResourceTable table in _tables)
            {
                table.Clear();
            }

            _nextSequence = 1;
        }

        fill(this);
        lock (_gate)
        {
            _nextSequence = Math.Max(_nextSequence, nextSequence);
            return ++_changes;
        }
    }

    /// <summary>Copies the references to all objects, so that a save needs no lock.</summary>
    internal StoreSnapshot Snapshot()
    {
        lock (_gate)
        {
            List<CollectionSnapshot> collections = [];
            foreach (ResourceTable table in _tables)
            {
                foreach ((string parentId, SandboxCollection collection) in table.Collections)
                {
                    collections.Add(new CollectionSnapshot(table, table.Parent is null ? null : parentId, [.. collection.Items]));
                }
            }

            return new StoreSnapshot(_changes, _nextSequence, collections);
        }
    }

    private static string NewId(ResourceTable table, string? parentId, long sequence)
    {
        string guid = string.Create(CultureInfo.InvariantCulture, $"5b000000-0000-4000-8000-{sequence:x12}");

        // The service builds this id from the ids of the user, the policy and the device.
        return table.Resource == GraphSchema.DeviceConfigurationDeviceStatus ? $"{guid}_{parentId}_{guid}" : guid;
    }
}
