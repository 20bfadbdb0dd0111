using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Policies;

/// <summary>Reads ids of statuses for completion.</summary>
public static class StatusList
{
    private static readonly string[] NameProperties = ["deviceDisplayName", "userDisplayName", "userPrincipalName"];

    /// <summary>Reads the ids of the first page of a list. Never throws, because completion cannot show an error.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="parentId">The id of the policy, where there is one.</param>
    /// <param name="atMost">How long it may take.</param>
    /// <returns>The id of each status with the names of its device and user; <see langword="null"/> when they could not be read.</returns>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>?> ReadAsync(
        GraphClient client, ResourceDescriptor resource, string? parentId, TimeSpan atMost)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(resource);
        using CancellationTokenSource limit = new(atMost);
        try
        {
            string[] known = [.. NameProperties.Where(name => resource.FindProperty(name) is not null)];
            GraphRequest request = RequestBuilder.List(resource, parentId, null, ["id", .. known], null, client.ApiVersion);
            await foreach (IReadOnlyList<StatusEntity> page in client.ListAsync(request, null, limit.Token).ConfigureAwait(false))
            {
                return [.. page.Where(status => !string.IsNullOrEmpty(status.Id)).Select(status => KeyValuePair.Create(
                    status.Id!,
                    string.Join(", ", known.Select(name => status[name] as string).Where(name => !string.IsNullOrEmpty(name)))))];
            }

            return [];
        }
#pragma warning disable CA1031 // Offline, signed out, disconnected meanwhile: each means the same to the caller.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
