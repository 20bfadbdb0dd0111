namespace DeviceStatus.Graph.Schema;

/// <summary>Escapes ids as URL path segments. An id is an opaque string and is exactly one segment.</summary>
internal static class PathSegment
{
    private static readonly HashSet<string> SystemSegments = new(StringComparer.OrdinalIgnoreCase) { "$count", "$ref", "$value" };

    /// <summary>Longer than any id, and short enough that a URL with two escaped ids stays within the limit of Uri.</summary>
    private const int MaxIdLength = 2000;

    /// <summary>Escapes an id so that it cannot add segments to the path or remove segments from it.</summary>
    /// <param name="id">The id as the user gave it.</param>
    /// <param name="parameter">The parameter of the id, for the error.</param>
    /// <returns>The escaped segment.</returns>
    /// <exception cref="ArgumentException">The id is missing, is too long, or is a
    /// dot segment, which every URL parser removes however it is escaped.</exception>
    internal static string Escape(string? id, string parameter)
    {
        if (string.IsNullOrEmpty(id))
        {
            throw new ArgumentException($"-{parameter} is empty; give the id of the object.", parameter);
        }

        if (id.Length > MaxIdLength)
        {
            throw new ArgumentException($"-{parameter} has {id.Length} characters; no id is longer than {MaxIdLength}.", parameter);
        }

        // No id contains a slash. A server that decodes a path twice would read an escaped slash as a separator.
        if (id.AsSpan().IndexOfAny('/', '\\') >= 0 || id.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            || id.Contains("%5C", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"-{parameter} '{id}' cannot be an id: an id contains no slash and no backslash. Give the id alone, not a path or a URL.",
                parameter);
        }

        // RFC 3986 section 6.2.2.2: "%2e" is the same as ".", so a dot segment cannot be escaped away.
        if (id is "." or "..")
        {
            throw new ArgumentException($"-{parameter} '{id}' cannot be an id: in a URL it means another folder.", parameter);
        }

        // A service decodes a segment before it compares it with these, so an escape does not make them ids.
        if (SystemSegments.Contains(id))
        {
            throw new ArgumentException($"-{parameter} '{id}' cannot be an id: in a URL it is an instruction to the service.", parameter);
        }

        if (WireText.HasLoneSurrogate(id))
        {
            throw new ArgumentException(
                $"-{parameter} contains an invalid character (half of a surrogate pair) and cannot be sent.",
                parameter);
        }

        return Uri.EscapeDataString(id);
    }
}
