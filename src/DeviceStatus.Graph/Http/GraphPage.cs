using Newtonsoft.Json;

namespace DeviceStatus.Graph;

/// <summary>One page of a collection.</summary>
/// <param name="Items">The objects.</param>
/// <param name="NextLink">The next page, already checked to be on the connection's host.</param>
internal sealed record GraphPage(IReadOnlyList<StatusEntity> Items, Uri? NextLink)
{
    internal static GraphPage Read(GraphAnswer answer, GraphRequest request, Uri root, Uri uri)
    {
        List<StatusEntity> items = [];
        string? link = null;
        bool hasValue = false;
        try
        {
            using JsonTextReader reader = GraphJson.Reader(answer.Body);
            if (reader.Read() && reader.TokenType == JsonToken.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
                {
                    string name = (string)reader.Value!;
                    reader.Read();
                    if (name == "@odata.nextLink")
                    {
                        link = reader.Value as string;
                    }
                    else if (name == "value" && reader.TokenType == JsonToken.StartArray)
                    {
                        hasValue = true;
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
            }
        }
        catch (JsonException)
        {
            hasValue = false;
        }

        if (!hasValue)
        {
            throw new GraphRequestException(Failures.NotGraph(answer, request, uri));
        }

        return new GraphPage(items, Follow(link, root, request));
    }

    private static Uri? Follow(string? link, Uri root, GraphRequest request)
    {
        if (string.IsNullOrEmpty(link))
        {
            return null;
        }

        try
        {
            Uri next = new(link, UriKind.Absolute);
            GraphEndpoint.EnsureSameHost(root, next);
            return next;
        }
        catch (Exception exception) when (exception is UriFormatException or EndpointRefusedException)
        {
            throw new GraphRequestException(Failures.BadLink(request, root, exception));
        }
    }
}
