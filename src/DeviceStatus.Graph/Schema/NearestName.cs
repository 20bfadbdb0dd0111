namespace DeviceStatus.Graph.Schema;

/// <summary>Finds the known name that is most similar to a misspelled name.</summary>
public static class NearestName
{
    private const int MaxTextLength = 64;
    private const int MaxEdits = 3;

    /// <summary>Finds the most similar name. Case, spaces, hyphens and underscores are ignored.</summary>
    /// <param name="text">The text as a user wrote it.</param>
    /// <param name="known">The known names.</param>
    /// <returns>The nearest name, or <see langword="null"/> if none is similar.</returns>
    public static string? Find(string text, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(known);
        string wanted = Normalize(text);
        if (wanted.Length is 0 or > MaxTextLength)
        {
            return null;
        }

        string? nearest = null;
        int least = Math.Min(MaxEdits, Math.Max(1, wanted.Length / 3)) + 1;
        foreach (string name in known)
        {
            string candidate = Normalize(name);
            if (Math.Abs(candidate.Length - wanted.Length) < least && Distance(wanted, candidate) is int edits && edits < least)
            {
                least = edits;
                nearest = name;
            }
        }

        return nearest;
    }

    /// <summary>Normalizes a name: lower case, without spaces, hyphens and underscores.</summary>
    /// <param name="text">The name.</param>
    /// <returns>Lower-case text.</returns>
    internal static string Normalize(string text) =>
        string.Concat(text.Where(character => character is not ('-' or '_') && !char.IsWhiteSpace(character))).ToLowerInvariant();

    /// <summary>The optimal string alignment distance: insertions, deletions, replacements and transpositions.</summary>
    private static int Distance(string left, string right)
    {
        int[] beforeLast = new int[right.Length + 1];
        int[] last = new int[right.Length + 1];
        int[] current = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            last[column] = column;
        }

        for (int row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int replaced = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, 1 + Math.Min(last[column], current[column - 1]));
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    current[column] = Math.Min(current[column], beforeLast[column - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[right.Length];
    }
}
