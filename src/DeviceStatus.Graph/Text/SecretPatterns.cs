using System.Text;
using System.Text.RegularExpressions;

namespace DeviceStatus.Graph.Text;

/// <summary>Recognizes secrets, tokens and personal values by their form.</summary>
internal static partial class SecretPatterns
{
    private const string Replacement = "[redacted]";

    /// <summary>Shorter runs of letters and digits are ids; an opaque token is longer than that.</summary>
    private const int MinOpaqueLength = 80;

    private const string SecretNames =
        @"client[_-]?secret|client[_-]?assertion|assertion|pass(?:word|wd|phrase)|pwd|secret|access[_-]?token|refresh[_-]?token"
        + @"|id[_-]?token|device[_-]?code|user[_-]?assertion|requested[_-]?token"
        + @"|api[_-]?key|subscription[_-]?key|shared[_-]?access[_-]?key|account[_-]?key"
        + @"|x-functions-key|x-identity-header|(?:proxy-)?authorization|(?:set-)?cookie";

    private const string PersonalNames = "userName|userPrincipalName|userDisplayName|deviceDisplayName|deviceName|emailAddress|mail";

    internal static string Redact(string text) => PersonalPattern().Replace(RedactSecrets(text), "${name}" + Replacement);

    internal static string RedactSecrets(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        text = PrivateKeyPattern().Replace(text, Replacement);
        text = SchemePattern().Replace(text, "$1" + Replacement);
        text = JwtPattern().Replace(text, Replacement);
        text = QuotedPattern().Replace(text, "${name}" + Replacement);
        text = FieldPattern().Replace(text, "${name}" + Replacement);
        text = QueryPattern().Replace(text, "${name}" + Replacement);
        text = UserInfoPattern().Replace(text, "://" + Replacement + "@");
        return RedactOpaqueTokens(text);
    }

    /// <summary>Long runs of mixed letters and digits, such as opaque tokens, keys and continuation tokens.</summary>
    private static string RedactOpaqueTokens(string text)
    {
        if (text.Length < MinOpaqueLength)
        {
            return text;
        }

        StringBuilder? result = null;
        int copied = 0;
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            while (i < text.Length && IsTokenCharacter(text[i]))
            {
                i++;
            }

            if (i - start >= MinOpaqueLength && IsMixed(text.AsSpan(start, i - start)))
            {
                (result ??= new StringBuilder(text.Length)).Append(text, copied, start - copied).Append(Replacement);
                copied = i;
            }

            i++;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '_' or '=' or '~';

    /// <summary>Ids of several GUIDs are also long, but have no letter after F.</summary>
    private static bool IsMixed(ReadOnlySpan<char> run)
    {
        int upper = 0;
        int lower = 0;
        int digits = 0;
        int beyondHex = 0;
        foreach (char c in run)
        {
            upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
            lower += char.IsAsciiLetterLower(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            beyondHex += char.IsAsciiLetter(c) && !char.IsAsciiHexDigit(c) ? 1 : 0;
        }

        return upper > 2 && lower > 2 && digits > 2 && beyondHex > 7;
    }

    [GeneratedRegex(
        @"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\z)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex PrivateKeyPattern();

    /// <summary>An authentication scheme with its value. A word of only letters is prose, unless it is very long.</summary>
    [GeneratedRegex(
        @"\b((?:Bearer|Basic|Negotiate|NTLM|PoP|DPoP|SharedAccessSignature)(?:[\s:]|%20|\+)+)"
            + "(?:(?=[A-Za-z]*[0-9._~+/=%-])[A-Za-z0-9._~+/=%-]{6,}|[A-Za-z]{20,})",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SchemePattern();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){1,4}", RegexOptions.CultureInvariant)]
    private static partial Regex JwtPattern();

    /// <summary>A name and a value in quotes, as in JSON, including JSON in a string of JSON.</summary>
    [GeneratedRegex(
        @"(?<name>(?<![A-Za-z0-9])(?:" + SecretNames + @")(?:\\{0,7}[""'])?\s*[:=]\s*(?<quote>\\{0,7}[""']))(?:(?!\k<quote>).)*",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(
        @"(?<name>(?<![A-Za-z0-9])(?:" + PersonalNames + @")\\{0,7}[""']\s*[:=]\s*(?<quote>\\{0,7}[""']))(?:(?!\k<quote>).)*",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex PersonalPattern();

    [GeneratedRegex(
        @"(?<name>(?<![A-Za-z0-9])(?:" + SecretNames + @")\s*(?:[:=]|%3D)\s*)(?!\s)[^\s""'&,;}<>]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FieldPattern();

    /// <summary>Parameters of a URL whose names are too common for prose: the signature of a SAS, an authorization code.</summary>
    [GeneratedRegex(
        @"(?<name>(?:(?<![A-Za-z0-9_])sig|[?&;](?:signature|code|key|token|session_state|client_info|x-amz-signature))=)[^\s""'&<>]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex QueryPattern();

    [GeneratedRegex(@"://[^\s/?#""'<>]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfoPattern();
}
