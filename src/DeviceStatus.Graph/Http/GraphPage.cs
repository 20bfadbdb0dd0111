using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Http;

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
