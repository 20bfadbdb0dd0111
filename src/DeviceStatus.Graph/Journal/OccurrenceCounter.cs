namespace DeviceStatus.Graph.Journal;

/// <summary>
/// Counts how often each digest occurred, in about 12 bytes for each digest. A run of millions of rows has as many digests, nearly all of
/// them once. The table keeps 72 bits of a digest: 8 choose one of 256 parts, which grow separately, so that no large array is copied.
/// </summary>
internal sealed class OccurrenceCounter
{
    private const int Parts = 256;
    private const int FirstSlots = 8;
    private readonly ulong[]?[] _slots = new ulong[]?[Parts];
    private readonly int[] _counts = new int[Parts];

    /// <summary>The digests that occurred more than once.</summary>
    private readonly Dictionary<UInt128, int> _repeated = [];

    /// <summary>Counts an occurrence.</summary>
    /// <param name="digest">A digest whose bits are evenly spread.</param>
    /// <returns>Its number among the occurrences of the same digest, from 1.</returns>
    internal int Add(UInt128 digest)
    {
        int part = (int)(uint)(digest & (Parts - 1));
        ulong kept = (ulong)(digest >> 64);
        ulong[] slots = _slots[part] ??= new ulong[FirstSlots];

        // A free slot is 0, so a digest that would be kept as 0 is always counted as a repeated one.
        if (kept != 0 && TryInsert(slots, kept))
        {
            if (++_counts[part] > slots.Length * 4 / 5)
            {
                _slots[part] = Grow(slots);
            }

            return 1;
        }

        int before = _repeated.GetValueOrDefault(digest, kept == 0 ? 0 : 1);
        _repeated[digest] = before + 1;
        return before + 1;
    }

    private static bool TryInsert(ulong[] slots, ulong kept)
    {
        int mask = slots.Length - 1;
        for (int place = (int)kept & mask; ; place = (place + 1) & mask)
        {
            if (slots[place] == 0)
            {
                slots[place] = kept;
                return true;
            }

            if (slots[place] == kept)
            {
                return false;
            }
        }
    }

    private static ulong[] Grow(ulong[] slots)
    {
        ulong[] larger = new ulong[slots.Length * 2];
        foreach (ulong kept in slots)
        {
            if (kept != 0)
            {
                TryInsert(larger, kept);
            }
        }

        return larger;
    }
}
