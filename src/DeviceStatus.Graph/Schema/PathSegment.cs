namespace DeviceStatus.Graph.Schema;

/// <summary>Ids are opaque strings; in a URL each is exactly one segment.</summary>
internal static class PathSegment
{
    /// <summary>Far more than any id has, and few enough that a URL of two of them can be built however they are escaped.</summary>
    private const int LongestId = 2000;

    /// <summary>Escapes an id so that it can neither end its segment nor walk up the path.</summary>
    /// <param name="id">The id as the user gave it.</param>
    /// <param name="parameter">The parameter that took it, for the error.</param>
    /// <returns>The escaped segment.</returns>
    /// <exception cref="ArgumentException">The id is missing, is too long, or is a
    /// dot segment, which every URL parser removes however it is escaped.</exception>
    internal static string Escape(string? id, string parameter)
    {
        if (string.IsNullOrEmpty(id))
        {
            throw new ArgumentException($"-{parameter} is empty; give the id of the object.", parameter);
        }

        if (id.Length > LongestId)
        {
            throw new ArgumentException($"-{parameter} has {id.Length} characters; no id is longer than {LongestId}.", parameter);
        }

        // No id holds a slash, and a server that decodes a path twice would take it, or an escaped one, for the end of the segment.
        if (id.AsSpan().IndexOfAny('/', '\\') >= 0 || id.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            || id.Contains("%5C", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"-{parameter} '{id}' cannot be an id: an id holds no slash and no backslash. Give the id alone, not a path or a URL.",
                parameter);
        }

        // RFC 3986 section 6.2.2.2: "%2e" is the same as ".", so a dot segment cannot be escaped away.
        if (id is "." or "..")
        {
            throw new ArgumentException($"-{parameter} '{id}' cannot be an id: in a URL it means another folder.", parameter);
        }

        if (WireText.HasLoneSurrogate(id))
        {
            throw new ArgumentException($"-{parameter} holds a broken character (half of a surrogate pair) and cannot be sent.", parameter);
        }

        return Uri.EscapeDataString(id);
    }
}
