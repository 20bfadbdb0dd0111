using System.Text.Json;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Http;

/// <summary>One page of a collection.</summary>
/// <param name="Items">The objects.</param>
/// <param name="NextLink">The next page, already checked to be on the connection's host.</param>
/// <param name="Length">The length of the page in bytes.</param>
internal sealed record GraphPage(IReadOnlyList<StatusEntity> Items, Uri? NextLink, int Length)
{
    /// <summary>A page may be empty, but a list that has only empty pages would never end.</summary>
    internal const int MaxEmptyPages = 200;

    /// <summary>Why the link to the next page is not followed; <see langword="null"/> when it can be, or when there is none.</summary>
    internal GraphFailure? LinkFailure { get; init; }

    /// <summary>Reads the page of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="request">The request of the page.</param>
    /// <param name="root">The root of Graph, without version.</param>
    /// <param name="uri">The address of the page, for errors.</param>
    /// <param name="texts">The cache that stores equal texts once, or <see langword="null"/>.</param>
    /// <exception cref="GraphFailureException">The response holds no page.</exception>
    internal static GraphPage Read(GraphResponse response, GraphRequest request, Uri root, Uri uri, TextCache? texts)
    {
        GraphPageBody? body = response.Page;
        if (body is null && !response.Content.IsEmpty)
        {
            try
            {
                JsonTokenReader reader = new(response.Content.Span);
                reader.Read();
                body = GraphPageBody.Read(ref reader, request, texts);
            }
            catch (JsonLimitException exception)
            {
                throw new GraphFailureException(GraphFailureFactory.TooLarge(response, request, uri, exception));
            }
            catch (JsonException)
            {
                // The body is incomplete or damaged.
            }
        }

        return body is { Items: { } items }
            ? Follow(new GraphPage(items, null, body.Length), body.NextLink, root, request)
            : throw new GraphFailureException(GraphFailureFactory.NotGraphResponse(response, request, uri));
    }

    /// <summary>Creates the request of the next page from the link, without changing a character of what follows the version.</summary>
    /// <param name="request">The request of the page that holds the link.</param>
    /// <param name="link">A link of the service, on the connection's host.</param>
    /// <param name="root">The root of Graph, without version.</param>
    /// <exception cref="GraphFailureException">The link is not below the root and a version.</exception>
    internal static GraphRequest CreateRequest(GraphRequest request, Uri link, Uri root)
    {
        // The original text: Uri would normalize escapes in a token that only the service understands.
        string text = link.OriginalString;
        int path = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
        string below = path < 0 ? string.Empty : text[path..];
        int end = below.StartsWith(root.AbsolutePath, StringComparison.Ordinal) ? below.IndexOf('/', root.AbsolutePath.Length) : -1;
        return end > 0 && GraphVersionExtensions.TryParse(below[root.AbsolutePath.Length..end], out GraphVersion version)
            ? new GraphRequest(request.Method, version, below[end..], request.Resource, request.ParentId) { IsList = true }
            : throw new GraphFailureException(GraphFailureFactory.InvalidNextLink(
                request, root,
                new EndpointRefusedException($"'{link.GetLeftPart(UriPartial.Path)}' is not below {root.AbsoluteUri} and a version.")));
    }

    /// <summary>The page with its link, or with why the link is not followed: its objects are read in any case.</summary>
    private static GraphPage Follow(GraphPage page, string? link, Uri root, GraphRequest request)
    {
        if (string.IsNullOrEmpty(link))
        {
            return page;
        }

        try
        {
            Uri next = new(link, UriKind.Absolute);
            GraphEndpoint.EnsureBelowRoot(root, next);

            // A batch sends the original text, and a backslash in it would become a slash.
            return link.Contains('\\', StringComparison.Ordinal)
                ? throw new EndpointRefusedException($"'{next.GetLeftPart(UriPartial.Path)}' was written with a backslash.")
                : page with { NextLink = next };
        }
        catch (Exception exception) when (exception is UriFormatException or EndpointRefusedException)
        {
            return page with { LinkFailure = GraphFailureFactory.InvalidNextLink(request, root, exception) };
        }
    }
}
