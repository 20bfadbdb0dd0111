using Newtonsoft.Json;

namespace DeviceStatus.Graph;

/// <summary>One page of a collection.</summary>
/// <param name="Items">The objects.</param>
/// <param name="NextLink">The next page, already checked to be on the connection's host.</param>
internal sealed record GraphPage(IReadOnlyList<StatusEntity> Items, Uri? NextLink)
{
    internal static GraphPage Read(GraphResponse answer, GraphRequest request, Uri root, Uri uri)
    {
        GraphPageBody? body = answer.Page;
        if (body is null)
        {
            try
            {
                using JsonReader? reader = answer.OpenBody();
                body = reader is not null && reader.Read() ? GraphPageBody.Read(reader, request) : null;
            }
            catch (JsonException)
            {
                // Cut off or garbled: not a page.
            }
        }

        return body is { Items: { } items }
            ? new GraphPage(items, Follow(body.NextLink, root, request))
            : throw new GraphFailureException(GraphFailureFactory.NotGraphResponse(answer, request, uri));
    }

    /// <summary>The next page, if its link stands before the objects, as the service writes it.</summary>
    internal static Uri? PeekLink(GraphResponse answer, GraphRequest request, Uri root)
    {
        string? link = null;
        try
        {
            using JsonReader? reader = answer.OpenBody();
            link = reader is not null && reader.Read() ? GraphPageBody.PeekLink(reader) : null;
        }
        catch (JsonException)
        {
            // Whoever reads the page will say so.
        }

        return Follow(link, root, request);
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
            throw new GraphFailureException(GraphFailureFactory.InvalidNextLink(request, root, exception));
        }
    }
}

/// <summary>A page as it stands in an answer.</summary>
/// <param name="Items">The objects; null when the answer holds no collection.</param>
/// <param name="NextLink">The link to the next page as it came.</param>
internal sealed record GraphPageBody(IReadOnlyList<StatusEntity>? Items, string? NextLink)
{
    private const string Link = "@odata.nextLink";

    /// <summary>Reads up to the link or the objects, whichever comes first.</summary>
    internal static string? PeekLink(JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName && (string)reader.Value! is var name && name != "value")
        {
            reader.Read();
            if (name == Link)
            {
                return reader.Value as string;
            }

            reader.Skip();
        }

        return null;
    }

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
