using System.Text;

namespace DeviceStatus.Build.Tests;

/// <summary>
/// Finds the texts in a C# source: literals, with the parts of a concatenation joined and what is interpolated in braces.
/// </summary>
internal sealed class SourceTexts
{
    private readonly string _source;
    private readonly List<(int Line, string Text)> _texts = [];
    private int _position;
    private int _line = 1;

    private SourceTexts(string source) => _source = source;

    /// <summary>The texts of a source in order, each with the line on which it begins.</summary>
    internal static IReadOnlyList<(int Line, string Text)> Of(string source)
    {
        SourceTexts reader = new(source);
        reader.Read();
        return reader._texts;
    }

    private void Read()
    {
        bool isJoined = false;
        while (_position < _source.Length)
        {
            char current = _source[_position];
            if (At("//") || (current == '#' && IsLineStart()))
            {
                SkipTo('\n');
            }
            else if (current == '\'')
            {
                SkipCharacter();
            }
            else if (current is '"' || ((current is '$' or '@') && IsLiteralAhead()))
            {
                int line = _line;
                string text = ReadLiteral();
                if (isJoined && _texts.Count > 0)
                {
                    _texts[^1] = (_texts[^1].Line, _texts[^1].Text + text);
                }
                else
                {
                    _texts.Add((line, text));
                }

                isJoined = true;
            }
            else
            {
                isJoined &= current == '+' || char.IsWhiteSpace(current);
                Step();
            }
        }
    }

    private bool At(string text) => string.CompareOrdinal(_source, _position, text, 0, text.Length) == 0;

    private bool IsLineStart() =>
        _source.LastIndexOf('\n', Math.Max(0, _position - 1)) is int start && string.IsNullOrWhiteSpace(_source[(start + 1).._position]);

    private bool IsLiteralAhead()
    {
        int ahead = _position;
        while (ahead < _source.Length && _source[ahead] is '$' or '@')
        {
            ahead++;
        }

        return ahead < _source.Length && _source[ahead] == '"';
    }

    private void Step()
    {
        _line += _source[_position++] == '\n' ? 1 : 0;
    }

    private void SkipTo(char end)
    {
        while (_position < _source.Length && _source[_position] != end)
        {
            Step();
        }
    }

    private void SkipCharacter()
    {
        Step();
        while (_position < _source.Length && _source[_position] != '\'')
        {
            if (_source[_position] == '\\')
            {
                Step();
            }

            Step();
        }

        Step();
    }

    private string ReadLiteral()
    {
        int dollars = 0;
        bool isVerbatim = false;
        for (; _source[_position] != '"'; Step())
        {
            dollars += _source[_position] == '$' ? 1 : 0;
            isVerbatim |= _source[_position] == '@';
        }

        int quotes = 0;
        while (_position + quotes < _source.Length && _source[_position + quotes] == '"')
        {
            quotes++;
        }

        bool isRaw = quotes >= 3;
        int length = isRaw ? quotes : 1;
        if (quotes == 2)
        {
            _position += 2;
            return string.Empty;
        }

        _position += length;
        string end = new('"', length);
        StringBuilder text = new();
        while (!At(end))
        {
            char current = _source[_position];
            if (dollars > 0 && current == '{' && (isRaw || !At("{{")))
            {
                text.Append(ReadHole());
            }
            else if (dollars > 0 && (At("{{") || At("}}")) && !isRaw)
            {
                text.Append(current);
                _position += 2;
            }
            else if (!isRaw && !isVerbatim && current == '\\')
            {
                text.Append(_source[_position + 1] is 'n' or 'r' or 't' ? ' ' : _source[_position + 1]);
                _position += 2;
            }
            else
            {
                text.Append(current);
                Step();
            }
        }

        _position += length;
        return text.ToString();
    }

    /// <summary>What is interpolated: a name as it stands, anything longer as an ellipsis, so that a text stays readable.</summary>
    private string ReadHole()
    {
        int start = _position;
        int depth = 0;
        do
        {
            char current = _source[_position];
            if (current == '"' || (current is '$' or '@' && IsLiteralAhead()))
            {
                ReadLiteral();
                continue;
            }

            depth += current == '{' ? 1 : current == '}' ? -1 : 0;
            Step();
        }
        while (depth > 0);
        string hole = _source[start.._position].Split(':')[0].TrimEnd('}') + "}";
        return hole.Skip(1).SkipLast(1).All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_') ? hole : "{…}";
    }
}
