using System.Text;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>One request as the token endpoint saw it.</summary>
internal sealed record TokenRequest(string Method, string Path, Dictionary<string, string> Fields, Dictionary<string, string> Headers)
{
    internal string this[string field] => Fields.TryGetValue(field, out string? value) ? value : string.Empty;

    internal static async Task<TokenRequest> ReadAsync(HttpRequest request)
    {
        var fields = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        if (request.HasFormContentType)
        {
            foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in await request.ReadFormAsync())
            {
                fields[name] = value.ToString();
            }
        }

        var headers = request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new TokenRequest(request.Method, request.Path.Value ?? string.Empty, fields, headers);
    }

    internal JObject AssertionHeader() => Part(this["client_assertion"], 0);

    internal static JObject Part(string jwt, int index)
    {
        string base64 = jwt.Split('.')[index].Replace('-', '+').Replace('_', '/');
        return JObject.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='))));
    }
}
