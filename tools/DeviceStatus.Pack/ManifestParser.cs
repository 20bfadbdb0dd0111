using System.Text;

namespace DeviceStatus.Pack;

/// <summary>
/// Reads the part of the PowerShell data language that a manifest needs: hashtables, arrays, strings in single quotes, words, comments.
/// The package is made where there is no PowerShell, too.
/// </summary>
internal sealed class ManifestParser
{
    private readonly string _text;
    private int _at;

    private ManifestParser(string text) => _text = text;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="PackException">It holds something else.</exception>
    internal static ManifestTable Parse(string text)
    {
        var parser = new ManifestParser(text);
        parser.SkipBlank();
        ManifestTable? table = parser.ReadValue() as ManifestTable;
        parser.SkipBlank();
        return table is not null && parser._at == text.Length ? table : throw parser.Unexpected("one hashtable");
    }

    /// <summary>Writes a string as the data language wants it.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text)
        {
            quoted.Append(c, IsQuote(c) ? 2 : 1);
        }

        return quoted.Append('\'').ToString();
    }

    // PowerShell takes the typographic quotes for the plain one.
    private static bool IsQuote(char c) => c is '\'' or >= '\u2018' and <= '\u201B';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '$' or '_' or '.' or '-';

    private ManifestValue ReadValue()
    {
        int start = _at;
        if (Take("@{"))
        {
            return ReadTable(start);
        }

        if (Take("@("))
        {
            var items = new List<ManifestValue>();
            for (SkipBlank(','); !Take(")"); SkipBlank(','))
            {
                items.Add(ReadValue());
            }

            return new ManifestArray(items, start, _at);
        }

        return new ManifestText(IsQuote(Current) ? ReadString() : ReadWord(), start, _at);
    }

    private ManifestTable ReadTable(int start)
    {
        var entries = new Dictionary<string, ManifestValue>(StringComparer.OrdinalIgnoreCase);
        for (SkipBlank(';'); !Take("}"); SkipBlank(';'))
        {
            string name = IsQuote(Current) ? ReadString() : ReadWord();
            SkipBlank();
            if (!Take("="))
            {
                throw Unexpected($"'=' after '{name}'");
            }

            SkipBlank();
            entries[name] = ReadValue();
        }

        return new ManifestTable(entries, start, _at);
    }

    private string ReadString()
    {
        var text = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (IsQuote(Current))
            {
                _at++;
                if (!IsQuote(Current))
                {
                    return text.ToString();
                }
            }

            text.Append(Current);
        }

        throw Unexpected("the end of a string");
    }

    private string ReadWord()
    {
        int start = _at;
        while (IsWord(Current))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Unexpected("a value: '…', @(…), @{…} or a word");
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool Take(string token)
    {
        bool here = string.CompareOrdinal(_text, _at, token, 0, token.Length) == 0;
        _at += here ? token.Length : 0;
        return here;
    }

    private void SkipBlank(char separator = ' ')
    {
        while (_at < _text.Length && (char.IsWhiteSpace(Current) || Current == separator || Current is '#' or '\uFEFF'))
        {
            if (Current == '#')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                _at++;
            }
        }
    }

    private PackException Unexpected(string expected)
    {
        int line = _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1;
        return new PackException($"The manifest, line {line}: expected {expected}.");
    }
}
