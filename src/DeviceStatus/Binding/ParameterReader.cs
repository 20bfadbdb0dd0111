using System.Collections.Concurrent;
using System.Reflection;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>
/// Reads the parameters of a command that carry properties of its resource. Which they are, the descriptor table says: a parameter has the
/// display name of its property, so that no command lists them again.
/// </summary>
internal sealed class ParameterReader
{
    private static readonly ConcurrentDictionary<Type, ParameterReader> Cache = new();
    private readonly List<(string Name, Func<object, object?> Read)> _body = [];
    private readonly Func<object, object?>? _parent;
    private readonly Func<object, object?>? _id;

    private ParameterReader(Type command, ResourceDescriptor resource)
    {
        foreach (PropertyDescriptor property in resource.Properties)
        {
            if (Getter(command, property.DisplayName) is { } read && !property.IsKey)
            {
                _body.Add((property.DisplayName, read));
            }
        }

        ParentName = resource.ParentParameter;
        _parent = ParentName is null ? null : Getter(command, ParentName);
        _id = Getter(command, "Id");
    }

    /// <summary>The parameter that takes the parent's id, where there is one.</summary>
    internal string? ParentName { get; }

    internal static ParameterReader For(object command, ResourceDescriptor resource) =>
        Cache.GetOrAdd(command.GetType(), static (type, of) => new ParameterReader(type, of), resource);

    internal string? Parent(object command) => _parent?.Invoke(command) as string;

    internal string? Id(object command) => _id?.Invoke(command) as string;

    /// <summary>Every property parameter with its value; null or a blank text means "not given".</summary>
    internal IEnumerable<(string Name, object Value)> Given(object command)
    {
        foreach ((string name, Func<object, object?> read) in _body)
        {
            if (read(command) is { } value && value is not "")
            {
                yield return (name, value);
            }
        }
    }

    private static Func<object, object?>? Getter(Type command, string name)
    {
        PropertyInfo? property = command.GetProperty(name, BindingFlags.Public | BindingFlags.Instance);
        return property?.GetMethod is null
            ? null
            : (Func<object, object?>)typeof(ParameterReader).GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(property.DeclaringType!, property.PropertyType)
                .Invoke(null, [property.GetMethod])!;
    }

    private static Func<object, object?> Typed<TCommand, TValue>(MethodInfo getter)
        where TCommand : class
    {
        Func<TCommand, TValue> read = getter.CreateDelegate<Func<TCommand, TValue>>();
        return command => read((TCommand)command);
    }
}
