using System.Collections;

namespace DeviceStatus.Graph.Schema;

/// <summary>One change of one status. Properties that are not set are not sent.</summary>
public sealed class StatusChange
{
    private static readonly object NotGiven = new();
    private readonly object?[] _values;

    /// <summary>Creates a change without values.</summary>
    /// <param name="resource">The resource, from <see cref="GraphSchema"/>.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="parentId">The id of the parent, for a resource that has one.</param>
    /// <param name="id">The id of the object; mandatory except for <see cref="StatusOperation.Create"/>.</param>
    public StatusChange(ResourceDescriptor resource, StatusOperation operation, string? parentId = null, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Resource = resource;
        Operation = operation;
        ParentId = parentId;
        Id = id;
        _values = new object?[resource.Properties.Count];
        Array.Fill(_values, NotGiven);
    }

    /// <summary>The resource.</summary>
    public ResourceDescriptor Resource { get; }

    /// <summary>The operation.</summary>
    public StatusOperation Operation { get; }

    /// <summary>The id of the parent.</summary>
    public string? ParentId { get; }

    /// <summary>The id of the object.</summary>
    public string? Id { get; }

    /// <summary>Whether an update is sent to the collection with the id in the body, as one page of the documentation shows.</summary>
    public bool OnCollection { get; init; }

    /// <summary>Whether the change has no values.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>
    /// The values, in the order of the schema; a value is a string, an <see cref="int"/>, a <see cref="DateTimeOffset"/> or
    /// <see langword="null"/>.
    /// </summary>
    public ValueList Values => new(this);

    /// <summary>Sets a property from a typed value or from text.</summary>
    /// <param name="name">The name on the wire or at the prompt, in any case.</param>
    /// <param name="value">A string, an <see cref="int"/> or a <see cref="DateTimeOffset"/>; a blank text means "not given".</param>
    /// <exception cref="ArgumentException">There is no such property, it was also cleared, or the value does not fit; the message contains
    /// the expected value.</exception>
    public void Set(string name, object? value)
    {
        int index = IndexOf(name);
        object? converted = PropertyConverter.Convert(Resource.Properties[index], value);
        if (converted is null)
        {
            return;
        }

        if (_values[index] is null)
        {
            throw Contradiction(Resource.Properties[index], converted);
        }

        Assign(index, converted);
    }

    /// <summary>Sends <c>null</c> for a property.</summary>
    /// <param name="name">The name on the wire or at the prompt, in any case.</param>
    /// <exception cref="ArgumentException">There is no such property, it cannot be null, or it was also set.</exception>
    public void Clear(string name)
    {
        int index = IndexOf(name);
        PropertyDescriptor property = Resource.Properties[index];
        if (!property.IsNullable)
        {
            string nullable = string.Join(", ", Resource.Properties.Where(p => p.IsNullable).Select(p => p.DisplayName));
            throw new ArgumentException(
                $"-Clear {property.DisplayName}: the property cannot be empty. These can: {nullable}.", nameof(name));
        }

        if (!ReferenceEquals(_values[index], NotGiven) && _values[index] is { } given)
        {
            throw Contradiction(property, given);
        }

        Assign(index, null);
    }

    private static ArgumentException Contradiction(PropertyDescriptor property, object given) => new(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"-Clear {property.DisplayName} and -{property.DisplayName} '{given}' contradict each other; give one of them."));

    private void Assign(int index, object? value)
    {
        _values[index] = value;
        IsEmpty = false;
    }

    private int IndexOf(string name)
    {
        int index = Resource.IndexOf(name);
        if (index >= 0 && !Resource.Properties[index].IsKey)
        {
            return index;
        }

        string known = string.Join(", ", Resource.Properties.Where(p => !p.IsKey).Select(p => p.DisplayName));
        throw new ArgumentException(
            $"'{name}' is not a property of {Resource.EntityType} that can be changed. Known properties: {known}.", nameof(name));
    }

    /// <summary>The values as a list that is enumerated without allocations.</summary>
    public readonly struct ValueList : IEnumerable<KeyValuePair<PropertyDescriptor, object?>>, IEquatable<ValueList>
    {
        private readonly StatusChange _change;

        internal ValueList(StatusChange change) => _change = change;

        /// <summary>Compares by identity of the change.</summary>
        /// <param name="left">One list.</param>
        /// <param name="right">Another list.</param>
        /// <returns>Whether both are of the same change.</returns>
        public static bool operator ==(ValueList left, ValueList right) => left.Equals(right);

        /// <summary>Compares by identity of the change.</summary>
        /// <param name="left">One list.</param>
        /// <param name="right">Another list.</param>
        /// <returns>Whether they are of different changes.</returns>
        public static bool operator !=(ValueList left, ValueList right) => !left.Equals(right);

        /// <summary>Enumerates the values.</summary>
        /// <returns>The enumerator.</returns>
        public Enumerator GetEnumerator() => new(_change);

        /// <inheritdoc/>
        IEnumerator<KeyValuePair<PropertyDescriptor, object?>> IEnumerable<KeyValuePair<PropertyDescriptor, object?>>.GetEnumerator() =>
            GetEnumerator();

        /// <inheritdoc/>
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        public bool Equals(ValueList other) => ReferenceEquals(_change, other._change);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is ValueList other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => _change.GetHashCode();
    }

    /// <summary>Enumerates the values of a change.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<PropertyDescriptor, object?>>
    {
        private readonly StatusChange _change;
        private int _index;

        internal Enumerator(StatusChange change)
        {
            _change = change;
            _index = -1;
        }

        /// <inheritdoc/>
        public readonly KeyValuePair<PropertyDescriptor, object?> Current =>
            new(_change.Resource.Properties[_index], _change._values[_index]);

        /// <inheritdoc/>
        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            while (++_index < _change._values.Length)
            {
                if (!ReferenceEquals(_change._values[_index], NotGiven))
                {
                    return true;
                }
            }

            return false;
        }

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
