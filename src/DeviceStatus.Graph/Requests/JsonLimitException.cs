using System.Globalization;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Requests;

/// <summary>A JSON document has more values than the limit.</summary>
internal sealed class JsonLimitException(int maxTokens)
    : JsonException(
        string.Create(CultureInfo.InvariantCulture, $"The response holds more than {maxTokens:N0} JSON values and was not read further."));
