using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DeviceStatus.Graph.Text;

namespace DeviceStatus.Reporting.Html;

/// <summary>
/// The template of the page. <c>{{name}}</c> is a text, sanitized and escaped; <c>{{#name}}…{{/name}}</c> is repeated for each item of a
/// list, or kept if a text is set; <c>{{^name}}…{{/name}}</c> is kept if it is not set.
/// </summary>
internal static partial class ReportTemplate
{
    private const string RowsMark = "{{rows}}";

    private static readonly Lazy<(string Head, string Body)> Page = new(Load);

    /// <summary>The part before the rows.</summary>
    internal static string Head => Page.Value.Head;

    /// <summary>The part after the rows.</summary>
    internal static string Body => Page.Value.Body;

    /// <summary>Renders a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="scope">The values.</param>
    /// <param name="output">The writer of the page.</param>
    internal static void Fill(string template, TemplateScope scope, StringBuilder output) => Fill(template.AsSpan(), scope, output);

    private static void Fill(ReadOnlySpan<char> template, TemplateScope scope, StringBuilder output)
    {
        while (true)
        {
            int start = template.IndexOf("{{");
            if (start < 0)
            {
                output.Append(template);
                return;
            }

            output.Append(template[..start]);
            template = template[(start + 2)..];
            int end = template.IndexOf("}}");
            ReadOnlySpan<char> tag = template[..end];
            template = template[(end + 2)..];
            if (tag[0] is not ('#' or '^'))
            {
                output.Append(WebUtility.HtmlEncode(TextSanitizer.EscapeControls(scope.Text(tag.ToString()))));
                continue;
            }

            string name = tag[1..].ToString();
            string close = $"{{{{/{name}}}}}";
            int length = template.IndexOf(close);
            IReadOnlyList<TemplateScope> items = scope.Items(name);
            if (tag[0] == '^')
            {
                items = items.Count == 0 ? [scope] : [];
            }

            foreach (TemplateScope item in items)
            {
                Fill(template[..length], item, output);
            }

            template = template[(length + close.Length)..];
        }
    }

    private static (string Head, string Body) Load()
    {
        string style = Read("report.css");
        string script = Read("report.js");

        // The line of a tag that is alone on it is removed.
        string page = LoneTag().Replace(Read("report.html"), "$1")
            .Replace("/*style*/", style, StringComparison.Ordinal)
            .Replace("/*script*/", script, StringComparison.Ordinal)
            .Replace("style-hash", Hash(style), StringComparison.Ordinal)
            .Replace("script-hash", Hash(script), StringComparison.Ordinal);
        int mark = page.IndexOf(RowsMark, StringComparison.Ordinal);
        return (page[..mark], page[(mark + RowsMark.Length)..]);
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // A browser converts CR LF to LF before it hashes a script.
    private static string Read(string name)
    {
        using Stream stream = typeof(ReportTemplate).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[ \t]*(\{\{[#^/]\w+\}\})[ \t]*\r?\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LoneTag();
}
