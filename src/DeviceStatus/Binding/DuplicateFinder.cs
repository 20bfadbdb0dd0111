namespace DeviceStatus.Binding;

/// <summary>
/// Finds rows that address the same object. It keeps hashes instead of addresses, because files may have a million rows. The table has many
/// parts that grow separately, so that no large array is copied.
/// </summary>
internal sealed class DuplicateFinder
{
    private const int Parts = 256;
    private const int FirstSlots = 8;
    private readonly (ulong Hash, long Row)[]?[] _slots = new (ulong, long)[]?[Parts];
    private readonly int[] _counts = new int[Parts];

    /// <summary>Adds the address of a row.</summary>
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="parentId">The id of the policy, where there is one.</param>
    /// <param name="id">The id of the object.</param>
    /// <param name="connection">The connection of the row, where it is known.</param>
    /// <returns>The number of the latest earlier row for the same object; 0 when there is none.</returns>
    internal long Add(long row, string? parentId, string id, string? connection = null)
    {
        const ulong Basis = 14695981039346656037;
        ulong hash = Hash(Hash(Hash(Hash(Hash(Basis, connection), "/"), parentId), "/"), id);
        int part = (int)(hash % Parts);
        (ulong Hash, long Row)[] slots = _slots[part] ??= new (ulong, long)[FirstSlots];
        ref (ulong Hash, long Row) slot = ref Find(slots, hash);
        long earlier = slot.Row;
        slot = (hash, row);
        if (earlier == 0 && ++_counts[part] > slots.Length * 4 / 5)
        {
            _slots[part] = Grow(slots);
        }

        return earlier;
    }

    /// <summary>Finds the slot of a hash, or the free slot for it. Rows count from 1, so a free slot has row 0.</summary>
    private static ref (ulong Hash, long Row) Find((ulong Hash, long Row)[] slots, ulong hash)
    {
        int mask = slots.Length - 1;
        int place = (int)((hash >> 8) & (uint)mask);
        while (slots[place].Row != 0 && slots[place].Hash != hash)
        {
            place = (place + 1) & mask;
        }

        return ref slots[place];
    }

    private static (ulong Hash, long Row)[] Grow((ulong Hash, long Row)[] slots)
    {
        (ulong Hash, long Row)[] larger = new (ulong, long)[slots.Length * 2];
        foreach ((ulong Hash, long Row) slot in slots)
        {
            if (slot.Row != 0)
            {
                Find(larger, slot.Hash) = slot;
            }
        }

        return larger;
    }

    /// <summary>FNV-1a. Ids are not case-sensitive.</summary>
    private static ulong Hash(ulong hash, string? text)
    {
        const ulong Prime = 1099511628211;
        foreach (char character in text ?? string.Empty)
        {
            hash = (hash ^ char.ToLowerInvariant(character)) * Prime;
        }

        return hash;
    }
}
