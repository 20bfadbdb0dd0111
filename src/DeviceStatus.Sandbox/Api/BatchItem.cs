using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Api;

/// <summary>One item of a batch.</summary>
/// <param name="Id">Its id, as sent.</param>
/// <param name="Method">The HTTP method in capitals.</param>
/// <param name="Url">Path and query below the version, with a leading slash.</param>
/// <param name="ContentType">Its content type, or <see langword="null"/>.</param>
/// <param name="ClientRequestId">Its own client-request-id, or <see langword="null"/>.</param>
/// <param name="Body">Its body, or <see langword="null"/>.</param>
/// <param name="DependsOn">The indexes of the items that must succeed first.</param>
internal sealed record BatchItem(
    string Id, string Method, string Url, string? ContentType, string? ClientRequestId, JToken? Body, IReadOnlyList<int> DependsOn);
