namespace DeviceStatus.Binding;

/// <summary>Finds rows that name one object. It keeps a hash of each address rather than the address, because files have a million rows.</summary>
internal sealed class DuplicateFinder
{
    private readonly Dictionary<ulong, long> _rows = [];

    /// <summary>Takes in the address of a row.</summary>
    /// <param name="row">The number of the row.</param>
    /// <param name="parentId">The id of the policy, where there is one.</param>
    /// <param name="id">The id of the object.</param>
    /// <returns>The number of the latest earlier row for the same object; 0 when there is none.</returns>
    internal long Add(long row, string? parentId, string id)
    {
        const ulong Basis = 14695981039346656037;
        ulong hash = Hash(Hash(Hash(Basis, parentId), "/"), id);
        _rows.TryGetValue(hash, out long earlier);
        _rows[hash] = row;
        return earlier;
    }

    /// <summary>FNV-1a. Ids do not distinguish upper and lower case.</summary>
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
