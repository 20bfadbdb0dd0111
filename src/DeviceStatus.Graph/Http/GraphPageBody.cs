using System.Runtime.CompilerServices;
using System.Text.Json;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Http;

/// <summary>The content of a page in a response.</summary>
/// <param name="Items">The objects; null when the response holds no collection.</param>
/// <param name="NextLink">The link to the next page, unchanged.</param>
/// <param name="Length">The length of the page in bytes.</param>
internal sealed record GraphPageBody(IReadOnlyList<StatusEntity>? Items, string? NextLink, int Length)
{
    /// <summary>Reads a page to its end; the reader is at its first token.</summary>
    /// <exception cref="JsonException">The page is incomplete or damaged. Half a page would omit the rest of the list without an
    /// error.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static GraphPageBody Read(ref JsonTokenReader reader, GraphRequest request, TextCache? texts)
    {
        int start = reader.TokenStart;
        List<StatusEntity>? items = null;
        string? link = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new GraphPageBody(null, null, 0);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isLink = reader.Is("@odata.nextLink"u8);
            bool isList = reader.Is("value"u8);
            reader.Read();
            if (isLink)
            {
                link = reader.TokenType == JsonTokenType.String ? reader.GetText() : null;
            }

            if (!isList || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            items ??= [];
            EntityReader objects = new(request.Resource, request.ParentId, texts);
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                items.Add(objects.Read(ref reader));
            }

            if (reader.TokenType != JsonTokenType.EndArray)
            {
                throw new JsonException("The page contains a value that is not an object.");
            }
        }

        return new GraphPageBody(items, link, reader.TokenEnd - start);
    }
}
