namespace DeviceStatus.Graph.Schema;

/// <summary>Checks whether text can be sent unchanged.</summary>
public static class WireText
{
    /// <summary>The character that a decoder inserts for invalid bytes.</summary>
    public const char ReplacementCharacter = '\uFFFD';

    private const char FirstSurrogate = '\uD800';
    private const char LastSurrogate = '\uDFFF';

    /// <summary>Whether a text contains an unpaired surrogate, which UTF-8 cannot represent.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> when it does.</returns>
    public static bool HasLoneSurrogate(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // Nearly no text has a surrogate at all, and that is found without looking at each character.
        int first = text.AsSpan().IndexOfAnyInRange(FirstSurrogate, LastSurrogate);
        for (int i = first < 0 ? text.Length : first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }
}
