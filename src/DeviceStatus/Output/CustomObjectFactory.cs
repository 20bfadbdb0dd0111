using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeviceStatus.Output;

/// <summary>
/// Creates custom objects of one type that share a read-only list of type names, as PowerShell's serializer does. A separate list for each
/// object would cost more than its properties. An object whose type names are changed gets its own list. PowerShell also looks
/// up the name of a property four times when it is added. If the name is known to be new, one look-up in the table is enough.
/// </summary>
internal sealed class CustomObjectFactory
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly bool HasCapacity = typeof(PSObject).GetConstructor([typeof(int)]) is not null;

    private readonly string[] _typeNames;
    private readonly SharedTypeNames? _shared;
    private readonly PropertyTable? _table;

    /// <summary>Creates a factory.</summary>
    /// <param name="typeNames">The names of the type, the most specific first.</param>
    /// <param name="properties">The names of the properties that are added to the table of an object.</param>
    /// <param name="canUseInternals">
    /// Whether the list of names is shared and the table of properties is used, if this version of PowerShell supports it.
    /// </param>
    internal CustomObjectFactory(IReadOnlyList<string> typeNames, IEnumerable<string> properties, bool canUseInternals = true)
    {
        _typeNames = [.. typeNames.Reverse()];
        _shared = canUseInternals ? SharedTypeNames.Create([.. typeNames, .. new PSObject().TypeNames]) : null;
        _table = canUseInternals && HasCapacity ? PropertyTable.Create() : null;

        // From now on PowerShell looks for instance properties of these names.
        PSObject first = new();
        foreach (string property in properties)
        {
            first.Properties.Add(new PSNoteProperty(property, null), preValidated: true);
        }
    }

    /// <summary>Creates an object without properties.</summary>
    /// <param name="capacity">The approximate number of properties.</param>
    internal PSObject Create(int capacity)
    {
        PSObject result = HasCapacity ? WithCapacity(capacity) : new PSObject();
        if (_shared is not null)
        {
            _shared.Apply(result);
            return result;
        }

        foreach (string typeName in _typeNames)
        {
            result.TypeNames.Insert(0, typeName);
        }

        return result;
    }

    /// <summary>The table of the properties of an object that was just created.</summary>
    /// <returns><see langword="null"/> if this version of PowerShell does not support it.</returns>
    internal OrderedDictionary? NewPropertiesOf(PSObject created) => _table?.Of(created);

    /// <summary>A public constructor that the reference assembly does not have.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PSObject WithCapacity(int instanceMemberCapacity);

    private sealed class PropertyTable(Func<PSObject, object> members, FieldInfo table)
    {
        internal OrderedDictionary? Of(PSObject target) => table.GetValue(members(target)) as OrderedDictionary;

        /// <summary>Finds the table; <see langword="null"/> where PowerShell is built otherwise than is known here.</summary>
        internal static PropertyTable? Create()
        {
            MethodInfo? getter = typeof(PSObject).GetProperty("InstanceMembers", Instance)?.GetGetMethod(nonPublic: true);
            if (getter?.ReturnType.GetField("_members", Instance) is not { } field || field.FieldType != typeof(OrderedDictionary))
            {
                return null;
            }

            PropertyTable result = new(getter.CreateDelegate<Func<PSObject, object>>(), field);
            PSObject probe = WithCapacity(1);
            PSNoteProperty added = new("Name", null);
            result.Of(probe)?.Add(added.Name, added);
            return ReferenceEquals(probe.Properties["name"], added) && probe.Properties.Count() == 1 ? result : null;
        }
    }

    private abstract class SharedTypeNames
    {
        internal abstract void Apply(PSObject target);

        /// <summary>Creates the list; returns <see langword="null"/> if this version of PowerShell has no such type.</summary>
        internal static SharedTypeNames? Create(string[] typeNames)
        {
            MethodInfo? setter = typeof(PSObject).GetProperty("InternalTypeNames", Instance)?.GetSetMethod(nonPublic: true);
            if (setter?.GetParameters() is not [{ ParameterType: { } list }]
                || list.GetConstructor(Instance, [typeof(IEnumerable<string>), typeof(bool)]) is not { } constructor)
            {
                return null;
            }

            object names = constructor.Invoke([typeNames, true]);
            return names is ICollection<string> { IsReadOnly: true }
                ? (SharedTypeNames)Activator.CreateInstance(typeof(Of<>).MakeGenericType(list), names, setter)!
                : null;
        }

        private sealed class Of<T>(T names, MethodInfo setter) : SharedTypeNames
        {
            private readonly Action<PSObject, T> _set = setter.CreateDelegate<Action<PSObject, T>>();

            internal override void Apply(PSObject target) => _set(target, names);
        }
    }
}
