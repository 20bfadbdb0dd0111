using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>The policies of some connections, as they are listed; a kind that cannot be listed is a failure of its own.</summary>
internal sealed class PolicyListing
{
    private readonly List<(Connection Connection, StatusEntity Policy)> _policies = [];
    private readonly List<(Connection Connection, ResourceDescriptor Kind, GraphFailure Failure)> _failures = [];

    private PolicyListing()
    {
    }

    /// <summary>The policies: by connection, by kind in the order of the schema, then as the service lists them.</summary>
    internal IReadOnlyList<(Connection Connection, StatusEntity Policy)> Policies => _policies;

    /// <summary>The kinds that could not be listed, or not to their end.</summary>
    internal IReadOnlyList<(Connection Connection, ResourceDescriptor Kind, GraphFailure Failure)> Failures => _failures;

    /// <summary>Lists the policies of some kinds over some connections, side by side.</summary>
    internal static PolicyListing Read(
        PipelineCommand command, IReadOnlyList<Connection> connections, IReadOnlyList<ResourceDescriptor> kinds)
    {
        PolicyListing listing = new();
        using ReadLanes lanes = new(command);
        foreach (Connection connection in connections)
        {
            lanes.Add(connection, kinds.Select((kind, index) => new WorkItem(index + 1, Request(kind, connection), kind)));
        }

        lanes.Run(listing.Take);
        return listing;
    }

    private static GraphRequest Request(ResourceDescriptor kind, Connection connection) =>

        // Without $select the service sends every setting, and of a provisioning profile the whole payload.
        RequestBuilder.List(kind, null, null, [.. kind.Properties.Select(property => property.Name)], null, connection.Client.ApiVersion);

    private void Take(Connection connection, ReadPart part)
    {
        foreach (StatusEntity policy in part.Items)
        {
            if (!string.IsNullOrEmpty(policy.Id))
            {
                _policies.Add((connection, policy));
            }
        }

        if (part.Failure is { } failure)
        {
            _failures.Add((connection, (ResourceDescriptor)part.Row.Input!, failure));
        }
    }
}
