using System.Runtime.CompilerServices;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>
/// Stores from which policy an id was taken. Parameters are texts, so the kind of a policy object would otherwise be lost, and its id could
/// be used for statuses of another kind.
/// </summary>
internal static class PolicyIds
{
    private static readonly ConditionalWeakTable<string, PolicyReference> Origins = [];

    /// <summary>Creates a separate string for the id of a policy object.</summary>
    internal static string Take(PolicyReference policy)
    {
        string id = new(policy.Id);
        Origins.Add(id, policy);
        return id;
    }

    /// <summary>Refuses the id of a policy of another kind than the resource lies below.</summary>
    /// <exception cref="ArgumentException">The kinds differ; the message names both, and what to use instead.</exception>
    internal static void EnsureKind(string? id, ResourceDescriptor resource)
    {
        if (id is not null && Origins.TryGetValue(id, out PolicyReference? policy))
        {
            EnsureKind(policy, resource);
        }
    }

    /// <summary>Refuses a policy of another kind than the resource lies below.</summary>
    /// <exception cref="ArgumentException">The kinds differ; the message names both, and what to use instead.</exception>
    internal static void EnsureKind(PolicyReference policy, ResourceDescriptor resource)
    {
        if (resource.Parent?.Noun == policy.Kind)
        {
            return;
        }

        string taken = resource.Parent is { } parent ? $"takes a policy of the kind {parent.Noun}" : "takes no policy";
        throw new ArgumentException(
            $"The policy '{policy.Name ?? policy.Id}' is of the kind {policy.Kind}, but {resource.Noun} {taken}. "
            + "Get-DeviceStatus reads the statuses of every kind.");
    }
}
