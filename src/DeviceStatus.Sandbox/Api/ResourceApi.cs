using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Query;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Seed;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Api;

/// <summary>List, get, create, update and delete for every resource of the table.</summary>
internal sealed class ResourceApi(SandboxStore store, SandboxOptions options)
{
    /// <summary>Handles a call whose path is known.</summary>
    /// <exception cref="ApiException">The call is refused.</exception>
    internal ApiResponse Handle(ApiCall call, Route route)
    {
        CheckVerb(call, route);
        if (!store.ParentExists(route.Table, route.ParentId))
        {
            throw NotFound(route.Table.Parent!, route.ParentId!);
        }

        if (IsDenied(route))
        {
            throw new ApiException(403, "Forbidden", "Application is not authorized to perform this operation.");
        }

        if (call.IsWrite && call.Query.Length > 0)
        {
            throw ApiException.BadRequest("Query options are not supported with this method.");
        }

        return call.Method switch
        {
            "GET" when route.ItemId is not null || route.Table.Resource.IsSingleton => Get(call, route),
            "GET" => List(call, route),
            "POST" => Create(call, route),
            "PATCH" => Update(call, route),
            _ => Delete(route),
        };
    }

    private static void CheckVerb(ApiCall call, Route route)
    {
        ResourceDescriptor resource = route.Table.Resource;
        bool onItem = route.ItemId is not null || resource.IsSingleton;
        ResourceOperations needed = call.Method switch
        {
            "GET" => ResourceOperations.Read,
            "POST" when !onItem => ResourceOperations.Create,
            "PATCH" when onItem || resource.HasUpdateOnCollection => ResourceOperations.Update,
            "DELETE" when route.ItemId is not null => ResourceOperations.Delete,
            "POST" or "PATCH" or "DELETE" => ResourceOperations.None,
            _ => throw new ApiException(405, "MethodNotAllowed", $"The method {call.Method} is not known here.")
            {
                Allow = "GET, POST, PATCH, DELETE",
            },
        };
        if (needed == ResourceOperations.None || !resource.Operations.HasFlag(needed))
        {
            throw NoRoute(call, route);
        }
    }

    /// <summary>The error of the live service for a verb that is declared but not implemented.</summary>
    internal static ApiException NoRoute(ApiCall call, Route route)
    {
        string template = "~/singleton/navigation"
            + (route.ParentId is null ? string.Empty : "/key/navigation")
            + (route.ItemId is null ? string.Empty : "/key");
        return new ApiException(
            400,
            "No method match route template",
            $"No OData route exists that match template {template} with http verb {call.Method} for request {call.Path}.");
    }

    private bool IsDenied(Route route)
    {
        if (options.DeniedPolicies.Count == 0 || route.ParentId is null
            || store.Find(route.Table.Parent!, null, route.ParentId) is not { } policy)
        {
            return false;
        }

        string? name = policy.Values[route.Table.Parent!.IndexOf(route.Table.Parent!.Resource.NameProperty, GraphVersion.Beta)] as string;
        return options.DeniedPolicies.Any(denied =>
            string.Equals(denied, policy.Id, StringComparison.OrdinalIgnoreCase)
            || string.Equals(denied, name, StringComparison.OrdinalIgnoreCase));
    }

    private static ApiException NotFound(ResourceTable table, string id) =>
        new(404, "ResourceNotFound", $"There is no {table.Resource.EntityType} with the id '{id}'.");

    private static string Context(ApiCall call, Route route)
    {
        string path = route.Table.Resource.PathTemplate.TrimStart('/');
        return $"{call.VersionRoot}/$metadata#"
            + (route.ParentId is null
                ? path
                : path.Replace("/{}", $"('{Uri.EscapeDataString(route.ParentId)}')", StringComparison.Ordinal));
    }

    private static string TypeOf(Route route, SandboxItem item) => PolicySchema.Resources.Contains(route.Table.Resource)
        ? SeedPolicies.ODataTypeOf(route.Table.Resource, item.Id)
        : route.Table.Resource.ODataType;

    private static Action<JsonTextWriter> Entity(ApiCall call, Route route, SandboxItem item, int[] select, string selectSuffix = "") =>
        json =>
        {
            json.WriteStartObject();
            json.Member(
                "@odata.context",
                Context(call, route) + selectSuffix + (route.Table.Resource.IsSingleton ? string.Empty : "/$entity"));
            json.Member("@odata.type", TypeOf(route, item));
            json.Members(route.Table, item, select);
            json.WriteEndObject();
        };

    private static ApiResponse List(ApiCall call, QueryOptions query, Route route, List<SandboxItem> items, bool more) => new()
    {
        Status = 200,
        Body = json =>
        {
            json.WriteStartObject();
            json.Member("@odata.context", Context(call, route) + query.SelectSuffix);
            if (more)
            {
                json.Member("@odata.nextLink", query.NextLink(call, items[^1].Sequence));
            }

            json.WritePropertyName("value");
            json.WriteStartArray();
            foreach (SandboxItem item in items)
            {
                json.WriteStartObject();
                if (PolicySchema.Resources.Contains(route.Table.Resource))
                {
                    // A list of a base type contains the derived type of each item, also with $select.
                    json.Member("@odata.type", TypeOf(route, item));
                }

                json.Members(route.Table, item, query.Select);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        },
    };

    private ApiResponse List(ApiCall call, Route route)
    {
        QueryOptions query = QueryOptions.Parse(call, route.Table, isList: true);
        if (route.IsCount)
        {
            (List<SandboxItem> counted, _) = store.Page(route.Table, route.ParentId, 0, int.MaxValue, query.Filter, IsShort(route));
            return new ApiResponse { Status = 200, IsText = true, Body = json => json.WriteValue(counted.Count) };
        }

        int size = Math.Min(options.PageSize, query.Top);
        (List<SandboxItem> items, bool more) = store.Page(route.Table, route.ParentId, query.After, size, query.Filter, IsShort(route));
        return List(call, query, route, items, more);
    }

    /// <summary>Whether a list ends before its last object.</summary>
    private bool IsShort(Route route) => options.ShortLists && route.ParentId is not null;

    private ApiResponse Get(ApiCall call, Route route)
    {
        QueryOptions query = QueryOptions.Parse(call, route.Table, isList: false);
        SandboxItem item = Find(route);
        return new ApiResponse { Status = 200, Body = Entity(call, route, item, query.Select, query.SelectSuffix) };
    }

    private SandboxItem Find(Route route) => route.Table.Resource.IsSingleton
        ? store.Single(route.Table, route.ParentId)
        : store.Find(route.Table, route.ParentId, route.ItemId!) ?? throw NotFound(route.Table, route.ItemId!);

    private ApiResponse Create(ApiCall call, Route route)
    {
        List<KeyValuePair<int, object?>> values = BodyReader.Read(route.Table, call.Version, call.ReadBody());
        (SandboxItem? item, long change) = store.Add(route.Table, route.ParentId, values);
        if (item is null)
        {
            throw new ApiException(409, "Conflict", $"There is a {route.Table.Resource.EntityType} with that id already.");
        }

        return new ApiResponse
        {
            Status = 201,
            Change = change,
            Location = $"{call.VersionRoot}{call.Path.TrimEnd('/')}/{Uri.EscapeDataString(item.Id)}",
            Body = Entity(call, route, item, route.Table.VisibleIn(call.Version)),
        };
    }

    private ApiResponse Update(ApiCall call, Route route)
    {
        JObject body = call.ReadBody();
        List<KeyValuePair<int, object?>> changes = BodyReader.Read(route.Table, call.Version, body);
        int key = changes.FindIndex(change => change.Key == 0);
        string? bodyId = key < 0 ? null : (string?)changes[key].Value;
        if (key >= 0)
        {
            changes.RemoveAt(key);
        }

        string id = route.ItemId ?? (route.Table.Resource.IsSingleton ? Find(route).Id : bodyId)
            ?? throw ApiException.Invalid("A PATCH on the collection needs the property 'id' in its body.");
        if (bodyId is not null && !string.Equals(bodyId, id, StringComparison.OrdinalIgnoreCase))
        {
            throw ApiException.Invalid($"The property 'id' is '{bodyId}', but the URL names '{id}'; the id cannot be changed.");
        }

        if (changes.Count == 0)
        {
            throw ApiException.Invalid("Invalid patch, at least 1 property must be changed.");
        }

        (SandboxItem? item, long change) = store.Update(route.Table, route.ParentId, id, changes);
        if (item is null)
        {
            throw NotFound(route.Table, id);
        }

        return options.UpdateResponse == UpdateResponse.NoContent
            ? new ApiResponse { Status = 204, Change = change }
            : new ApiResponse { Status = 200, Change = change, Body = Entity(call, route, item, route.Table.VisibleIn(call.Version)) };
    }

    private ApiResponse Delete(Route route)
    {
        long change = store.Delete(route.Table, route.ParentId, route.ItemId!);
        return change == 0 ? throw NotFound(route.Table, route.ItemId!) : new ApiResponse { Status = 204, Change = change };
    }
}
