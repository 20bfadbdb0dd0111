namespace DeviceStatus.Binding;

/// <summary>
/// Finds rows that address the same object. It keeps hashes instead of addresses, because files may have a million rows. The table has many
/// parts that grow separately, so that no large array is copied.
/// </summary>
internal sealed class DuplicateFinder
{
    private const int Parts = 256;
    private const int FirstSlots = 8;
    private readonly Part?[] _parts = new Part?[Parts];

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
        return (_parts[(int)(hash % Parts)] ??= new Part()).Exchange(hash, checked((uint)row));
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

    /// <summary>The hashes and the rows are two arrays, which together take less than pairs of them.</summary>
    private sealed class Part
    {
        private ulong[] _hashes = new ulong[FirstSlots];
        private uint[] _rows = new uint[FirstSlots];
        private int _count;

        /// <summary>Sets the row of a hash.</summary>
        /// <returns>The row that it had, or 0.</returns>
        internal uint Exchange(ulong hash, uint row)
        {
            int place = Find(hash);
            uint earlier = _rows[place];
            _hashes[place] = hash;
            _rows[place] = row;
            if (earlier == 0 && ++_count > _rows.Length * 4 / 5)
            {
                Grow();
            }

            return earlier;
        }

        /// <summary>Finds the slot of a hash, or the free slot for it. Rows count from 1, so a free slot has row 0.</summary>
        private int Find(ulong hash)
        {
            int mask = _rows.Length - 1;
            int place = (int)((hash >> 8) & (uint)mask);
            while (_rows[place] != 0 && _hashes[place] != hash)
            {
                place = (place + 1) & mask;
            }

            return place;
        }

        private void Grow()
        {
            ulong[] hashes = _hashes;
            uint[] rows = _rows;
            _hashes = new ulong[hashes.Length * 2];
            _rows = new uint[rows.Length * 2];
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i] != 0)
                {
                    int place = Find(hashes[i]);
                    _hashes[place] = hashes[i];
                    _rows[place] = rows[i];
                }
            }
        }
    }
}
