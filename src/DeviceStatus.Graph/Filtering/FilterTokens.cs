namespace DeviceStatus.Graph.Filtering;

/// <summary>Splits a <c>$filter</c> into tokens.</summary>
internal sealed class FilterTokens
{
    private readonly string _text;
    private int _at;

    internal FilterTokens(string text)
    {
        _text = text;
        Current = Read();
    }

    internal FilterToken Current { get; private set; }

    internal FilterToken Take()
    {
        FilterToken token = Current;
        Current = Read();
        return token;
    }

    internal bool TakeWord(string word)
    {
        if (Current.Kind != FilterTokenKind.Word || Current.Value != word)
        {
            return false;
        }

        Take();
        return true;
    }

    private FilterToken Read()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at == _text.Length)
        {
            return new FilterToken(FilterTokenKind.End, string.Empty);
        }

        switch (_text[_at])
        {
            case '(':
                _at++;
                return new FilterToken(FilterTokenKind.Open, "(");
            case ')':
                _at++;
                return new FilterToken(FilterTokenKind.Close, ")");
            case ',':
                _at++;
                return new FilterToken(FilterTokenKind.Comma, ",");
            case '\'':
                return new FilterToken(FilterTokenKind.Text, Quoted());
        }

        int start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('(' or ')' or ',' or '\''))
        {
            _at++;
        }

        string word = _text[start.._at];
        return _at < _text.Length && _text[_at] == '\'' && word.StartsWith("microsoft.graph.", StringComparison.Ordinal)
            ? new FilterToken(FilterTokenKind.Text, Quoted())
            : new FilterToken(FilterTokenKind.Word, word);
    }

    private string Quoted()
    {
        int start = ++_at;
        while (true)
        {
            int quote = _text.IndexOf('\'', _at);
            if (quote < 0)
            {
                throw new FilterException($"a text has no closing quote in '{_text}'.");
            }

            _at = quote + 1;
            if (_at == _text.Length || _text[_at] != '\'')
            {
                return _text[start..quote].Replace("''", "'", StringComparison.Ordinal);
            }

            _at++;
        }
    }
}
