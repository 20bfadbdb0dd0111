namespace DeviceStatus.Graph.Journal;

/// <summary>
/// Counts how often each digest occurred, in about 20 bytes for each digest. A run of millions of rows has as many digests, nearly all of
/// them once. The table has 256 parts that grow separately, so that no large array is copied.
/// </summary>
internal sealed class OccurrenceCounter
{
    private const int Parts = 256;
    private const int FirstSlots = 8;
    private readonly UInt128[]?[] _slots = new UInt128[]?[Parts];
    private readonly int[] _counts = new int[Parts];

    /// <summary>The digests that occurred more than once.</summary>
    private readonly Dictionary<UInt128, int> _repeated = [];

    /// <summary>Counts an occurrence.</summary>
    /// <param name="digest">A digest whose bits are evenly spread.</param>
    /// <returns>Its number among the occurrences of the same digest, from 1.</returns>
    internal int Add(UInt128 digest)
    {
        int part = (int)(uint)(digest & (Parts - 1));
        UInt128[] slots = _slots[part] ??= new UInt128[FirstSlots];

        // A free slot is 0, so a digest of 0 is always counted as a repeated one.
        if (digest != UInt128.Zero && TryInsert(slots, digest))
        {
            if (++_counts[part] > slots.Length * 4 / 5)
            {
                _slots[part] = Grow(slots);
            }

            return 1;
        }

        int before = _repeated.GetValueOrDefault(digest, digest == UInt128.Zero ? 0 : 1);
        _repeated[digest] = before + 1;
        return before + 1;
    }

    private static bool TryInsert(UInt128[] slots, UInt128 digest)
    {
        int mask = slots.Length - 1;
        for (int place = (int)(uint)(digest >> 8) & mask; ; place = (place + 1) & mask)
        {
            if (slots[place] == UInt128.Zero)
            {
                slots[place] = digest;
                return true;
            }

            if (slots[place] == digest)
            {
                return false;
            }
        }
    }

    private static UInt128[] Grow(UInt128[] slots)
    {
        UInt128[] larger = new UInt128[slots.Length * 2];
        foreach (UInt128 digest in slots)
        {
            if (digest != UInt128.Zero)
            {
                TryInsert(larger, digest);
            }
        }

        return larger;
    }
}
