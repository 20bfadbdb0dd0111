using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Storage;
using Newtonsoft.Json;

namespace DeviceStatus.Sandbox.Api;

/// <summary>Works through the items of a batch and writes their answers.</summary>
internal static class BatchRun
{
    /// <summary>Works on each item after those it depends on; what depends on a failed one fails with 424.</summary>
    /// <param name="items">The items; their dependencies form no circle.</param>
    /// <param name="work">Works on the item at a place.</param>
    /// <param name="outer">The request that carries the batch.</param>
    /// <returns>The answers by the place of their item.</returns>
    internal static ApiResponse[] Run(List<BatchItem> items, Func<int, ApiResponse> work, ApiCall outer)
    {
        ApiResponse?[] answers = new ApiResponse?[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            Work(i);
        }

        return answers!;

        ApiResponse Work(int place)
        {
            if (answers[place] is { } known)
            {
                return known;
            }

            bool failed = false;
            foreach (int other in items[place].DependsOn)
            {
                failed |= Work(other).Status >= 400;
            }

            return answers[place] = failed
                ? ApiResponse.Error(outer, 424, "FailedDependency", "A request that this one depends on failed.")
                : work(place);
        }
    }

    /// <summary>Writes the answers in an order that is never that of the items, as the service is free to do.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="items">The items.</param>
    /// <param name="answers">The answers by the place of their item.</param>
    /// <param name="isMissing">Which items get no response, by their place.</param>
    internal static void Write(JsonTextWriter json, List<BatchItem> items, ApiResponse[] answers, bool[] isMissing)
    {
        json.WriteStartObject();
        json.WritePropertyName("responses");
        json.WriteStartArray();
        for (int place = items.Count - 1; place >= 0; place -= 2)
        {
            if (!isMissing[place])
            {
                Write(json, items[place].Id, answers[place]);
            }
        }

        for (int place = items.Count - 2; place >= 0; place -= 2)
        {
            if (!isMissing[place])
            {
                Write(json, items[place].Id, answers[place]);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(JsonTextWriter json, string id, ApiResponse answer)
    {
        json.WriteStartObject();
        json.Member("id", id);
        json.WritePropertyName("status", false);
        json.WriteValue(answer.Status);
        json.WritePropertyName("headers", false);
        json.WriteStartObject();
        json.Member("Cache-Control", "no-cache");
        if (answer.Body is not null)
        {
            json.Member("Content-Type", answer.IsText ? "text/plain" : "application/json;odata.metadata=minimal");
        }

        Header("Retry-After", answer.RetryAfter);
        Header("Location", answer.Location);
        Header("Allow", answer.Allow);
        json.WriteEndObject();
        if (answer.Body is not null)
        {
            json.WritePropertyName("body", false);
            answer.Body(json);
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
