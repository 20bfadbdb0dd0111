using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Policies;

/// <summary>Reads the names of policies.</summary>
public static class PolicyList
{
    /// <summary>Reads the names of all policies of a kind, for completion. Never throws, because completion cannot show an error.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="policies">The kind of policy, which is the parent of a resource of the schema.</param>
    /// <param name="atMost">How long it may take.</param>
    /// <returns>The id and the name of each policy, or the id twice if it has no name; <see langword="null"/> when they could not be
    /// read.</returns>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>?> ReadAsync(
        GraphClient client,
        ResourceDescriptor policies,
        TimeSpan atMost)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(policies);
        using CancellationTokenSource limit = new(atMost);
        try
        {
            List<KeyValuePair<string, string>> names = [];
            GraphRequest request = RequestBuilder.List(policies, null, null, ["id", policies.NameProperty], null, client.ApiVersion);
            await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(request, null, limit.Token).ConfigureAwait(false))
            {
                foreach (StatusEntity policy in page)
                {
                    if (policy.Id is { Length: > 0 } id)
                    {
                        names.Add(new(id, policy.DisplayName is { Length: > 0 } name ? name : id));
                    }
                }
            }

            return names;
        }
#pragma warning disable CA1031 // Offline, signed out, disconnected meanwhile: each means the same to the caller.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
