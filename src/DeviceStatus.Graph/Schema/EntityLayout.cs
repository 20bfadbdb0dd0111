using System.Text;

namespace DeviceStatus.Graph.Schema;

/// <summary>
/// Which properties an object has, in the order in which the service sent them. Objects with the same properties share one layout, so that
/// reading the next object compares bytes and allocates no names.
/// </summary>
internal sealed class EntityLayout
{
    private readonly Entry[] _entries;
    private readonly string[] _names;
    private readonly int[] _places;

    internal EntityLayout(ResourceDescriptor resource, IReadOnlyList<string> wireNames)
    {
        _entries = [.. wireNames.Select(name => new Entry(name, resource.IndexOf(name)))];
        Entry[] kept = Array.FindAll(_entries, static entry => !entry.IsSkipped);
        _places = Array.ConvertAll(kept, static entry => entry.Place);
        _names = Array.ConvertAll(kept, entry => entry.Place < 0 ? entry.WireName : resource.Properties[entry.Place].Name);
        HasOnlyKnownNames = Array.TrueForAll(_places, static place => place >= 0) && _places.Distinct().Count() == _places.Length;
    }

    /// <summary>Every name of the JSON object, including names whose values are not kept.</summary>
    internal ReadOnlySpan<Entry> Entries => _entries;

    /// <summary>The names of the values. Known properties have the case of the schema.</summary>
    internal ReadOnlySpan<string> Names => _names;

    /// <summary>The index of each value in <see cref="ResourceDescriptor.Properties"/>; -1 for an unknown property.</summary>
    internal ReadOnlySpan<int> Places => _places;

    /// <summary>Whether every value is of a known property, and no property comes twice.</summary>
    internal bool HasOnlyKnownNames { get; }

    /// <summary>
    /// Whether a property is left out. Annotations of the protocol are not data of the device. Unknown properties are kept. PowerShell
    /// objects cannot have a property without a name.
    /// </summary>
    internal static bool IsSkipped(string wireName) => wireName is "@odata.type" or "@odata.context" or "";

    /// <summary>Whether a JSON object has exactly these names in this order.</summary>
    internal bool Matches(IReadOnlyList<string> wireNames)
    {
        if (wireNames.Count != _entries.Length)
        {
            return false;
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            if (!string.Equals(_entries[i].WireName, wireNames[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name of the JSON object.</summary>
    internal sealed class Entry(string wireName, int place)
    {
        private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(wireName);

        internal string WireName { get; } = wireName;

        internal ReadOnlySpan<byte> Utf8 => _utf8;

        internal int Place { get; } = place;

        internal bool IsSkipped { get; } = EntityLayout.IsSkipped(wireName);
    }
}
