using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json;

namespace DeviceStatus.Sandbox.Api;

/// <summary>Processes the items of a batch and writes their responses.</summary>
internal static class BatchRun
{
    /// <summary>Processes each item after the items that it depends on. An item that depends on a failed item fails with 424.</summary>
    /// <param name="items">The items. Their dependencies have no cycle.</param>
    /// <param name="work">Processes the item at an index.</param>
    /// <param name="outer">The request that carries the batch.</param>
    /// <returns>The responses by the index of their item.</returns>
    internal static ApiResponse[] Run(List<BatchItem> items, Func<int, ApiResponse> work, ApiCall outer)
    {
        ApiResponse?[] responses = new ApiResponse?[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            Work(i);
        }

        return responses!;

        ApiResponse Work(int place)
        {
            if (responses[place] is { } known)
            {
                return known;
            }

            bool failed = false;
            foreach (int other in items[place].DependsOn)
            {
                failed |= Work(other).Status >= 400;
            }

            return responses[place] = failed
                ? ApiResponse.Error(outer, 424, "FailedDependency", "A request that this one depends on failed.")
                : work(place);
        }
    }

    /// <summary>
    /// Writes the responses in an order that differs from the order of the items. The service does not guarantee an order either.
    /// </summary>
    /// <param name="json">The writer.</param>
    /// <param name="items">The items.</param>
    /// <param name="responses">The responses by the index of their item.</param>
    /// <param name="isMissing">Which items get no response, by their index.</param>
    internal static void Write(JsonTextWriter json, List<BatchItem> items, ApiResponse[] responses, bool[] isMissing)
    {
        json.WriteStartObject();
        json.WritePropertyName("responses");
        json.WriteStartArray();
        for (int place = items.Count - 1; place >= 0; place -= 2)
        {
            if (!isMissing[place])
            {
                Write(json, items[place].Id, responses[place]);
            }
        }

        for (int place = items.Count - 2; place >= 0; place -= 2)
        {
            if (!isMissing[place])
            {
                Write(json, items[place].Id, responses[place]);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(JsonTextWriter json, string id, ApiResponse response)
    {
        json.WriteStartObject();
        json.Member("id", id);
        json.WritePropertyName("status", escape: false);
        json.WriteValue(response.Status);
        json.WritePropertyName("headers", escape: false);
        json.WriteStartObject();
        json.Member("Cache-Control", "no-cache");
        if (response.Body is not null)
        {
            json.Member("Content-Type", response.IsText ? "text/plain" : "application/json;odata.metadata=minimal");
        }

        Header("Retry-After", response.RetryAfter);
        Header("Location", response.Location);
        Header("Allow", response.Allow);
        json.WriteEndObject();
        if (response.Body is not null)
        {
            json.WritePropertyName("body", escape: false);
            response.Body(json);
        }

        json.WriteEndObject();

        void Header(string name, string? value)
        {
            if (value is not null)
            {
                json.Member(name, value);
            }
        }
    }
}
