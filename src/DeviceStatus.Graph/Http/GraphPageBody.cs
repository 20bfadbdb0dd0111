using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Http;

/// <summary>A page as it stands in an answer.</summary>
/// <param name="Items">The objects; null when the answer holds no collection.</param>
/// <param name="NextLink">The link to the next page as it came.</param>
internal sealed record GraphPageBody(IReadOnlyList<StatusEntity>? Items, string? NextLink)
{
    private const string Link = "@odata.nextLink";

    /// <summary>Reads the page on whose first token the reader stands, to its end.</summary>
    /// <exception cref="JsonException">It is cut off or garbled.</exception>
    internal static GraphPageBody Read(JsonReader reader, GraphRequest request)
    {
        List<StatusEntity>? items = null;
        string? link = null;
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return new GraphPageBody(null, null);
        }

        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            string name = (string)reader.Value!;
            reader.Read();
            if (name == Link)
            {
                link = reader.Value as string;
            }
            else if (name == "value" && reader.TokenType == JsonToken.StartArray)
            {
                items ??= [];
                while (reader.Read() && reader.TokenType == JsonToken.StartObject)
                {
                    items.Add(EntityReader.Read(reader, request.Resource, request.ParentId));
                }
            }
            else
            {
                reader.Skip();
            }
        }

        // Half a page is no page: what is missing at its end would be missing from the list without a word.
        return reader.TokenType == JsonToken.EndObject
            ? new GraphPageBody(items, link)
            : throw new JsonReaderException("The page ends before its end.");
    }
}
