using System.Globalization;
using System.Text;

namespace DeviceStatus.Graph.Text;

/// <summary>Makes text from a server or a file safe to show and to store.</summary>
/// <remarks>
/// Secrets are replaced first, then control characters are made visible, then the length is bounded. Cutting first could leave a part of a
/// secret that no pattern recognizes.
/// </remarks>
public static class TextSanitizer
{
    /// <summary>The default length to which <see cref="Sanitize"/> cuts a text.</summary>
    public const int DefaultMaxLength = 1000;

    /// <summary>Longer texts are cut at a space before they are searched, so that one response cannot take seconds.</summary>
    private const int MaxInputLength = 256 * 1024;

    /// <summary>Replaces secrets, makes control characters visible, and bounds the length.</summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="maxLength">The length of the longest result.</param>
    /// <returns>One line of text; empty for <see langword="null"/>.</returns>
    public static string Sanitize(string? text, int maxLength = DefaultMaxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        return Truncate(EscapeControls(SecretPatterns.Redact(BoundInput(text))), maxLength);
    }

    /// <summary>Replaces everything that is, or looks like, a secret.</summary>
    /// <param name="text">The text as it came.</param>
    /// <returns>The text with <c>[redacted]</c> instead of each secret.</returns>
    public static string Redact(string? text) => SecretPatterns.Redact(BoundInput(text));

    /// <summary>Sanitizes the body of a request or a response like <see cref="Sanitize"/>, but keeps personal values.</summary>
    /// <param name="text">The body as it came.</param>
    /// <param name="maxLength">The length of the longest result.</param>
    /// <returns>One line of text.</returns>
    public static string SanitizeBody(string? text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        return Truncate(EscapeControls(SecretPatterns.RedactSecrets(BoundInput(text))), maxLength);
    }

    /// <summary>Replaces characters that move the cursor, change the direction of text, break a line or are invisible.</summary>
    /// <param name="text">The text as it came.</param>
    /// <returns>The text with an escape, such as <c>\n</c> or <c>\u001B</c>, instead of each such character.</returns>
    public static string EscapeControls(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        int first = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        return first < 0 ? text : EscapeFrom(text, first);
    }

    /// <summary>Bounds the length. A surrogate pair is not split.</summary>
    internal static string Truncate(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        int end = maxLength - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static string EscapeFrom(string text, int first)
    {
        StringBuilder escaped = new(text, 0, first, text.Length + 32);
        int i = first;
        while (i < text.Length)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                // Half of a surrogate pair.
                Append(escaped, text[i]);
                i++;
                continue;
            }

            if (IsHidden(rune.Value))
            {
                Append(escaped, rune.Value);
            }
            else
            {
                escaped.Append(text, i, rune.Utf16SequenceLength);
            }

            i += rune.Utf16SequenceLength;
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder escaped, int character)
    {
        switch (character)
        {
            case '\n':
                escaped.Append("\\n");
                break;
            case '\r':
                escaped.Append("\\r");
                break;
            case '\t':
                escaped.Append("\\t");
                break;
            case > 0xFFFF:
                escaped.Append(CultureInfo.InvariantCulture, $"\\U{character:X8}");
                break;
            default:
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{character:X4}");
                break;
        }
    }

    /// <summary>
    /// C0 and C1 controls, line separators, direction marks and overrides, zero-width characters, and tags. The joiners U+200C and U+200D
    /// are kept, because names in several scripts need them.
    /// </summary>
    private static bool IsHidden(int character) => character
        is < ' ' or (>= 0x7F and <= 0x9F) or 0x061C or 0x180E or 0x200B or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E)
        or (>= 0x2060 and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE007F);

    private static string BoundInput(string? text)
    {
        if (text is null || text.Length <= MaxInputLength)
        {
            return text ?? string.Empty;
        }

        // A secret that crosses the limit is removed completely, because no secret contains a space.
        int blank = text.LastIndexOf(' ', MaxInputLength);
        return string.Concat(text.AsSpan(0, Math.Max(blank, 0)), "…");
    }
}
