using System.Globalization;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Requests;

/// <summary>The exception for a JSON document with more values than the limit.</summary>
internal sealed class JsonLimitException(int maxTokens)
    : JsonException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The response contains more than {maxTokens:N0} JSON values and was not read further."));
