using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeviceStatus.Output;

/// <summary>
/// Creates custom objects of one type that share a read-only list of type names, as PowerShell's serializer does. A separate list for each
/// object would cost more than its properties. An object whose type names are changed gets its own list.
/// </summary>
internal sealed class CustomObjectFactory
{
    private static readonly bool HasCapacity = typeof(PSObject).GetConstructor([typeof(int)]) is not null;

    private readonly string[] _typeNames;
    private readonly SharedTypeNames? _shared;

    /// <summary>Creates a factory.</summary>
    /// <param name="typeNames">The names of the type, the most specific first.</param>
    /// <param name="canShare">Whether the list of names is shared, if this version of PowerShell supports it.</param>
    internal CustomObjectFactory(IReadOnlyList<string> typeNames, bool canShare = true)
    {
        _typeNames = [.. typeNames.Reverse()];
        _shared = canShare ? SharedTypeNames.Create([.. typeNames, .. new PSObject().TypeNames]) : null;
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

    /// <summary>A public constructor that the reference assembly does not have.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PSObject WithCapacity(int instanceMemberCapacity);

    private abstract class SharedTypeNames
    {
        private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

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
