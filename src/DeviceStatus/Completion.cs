using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeviceStatus;

/// <summary>
/// Creates completion results. PowerShell offers file names when a completer returns nothing, so there is always a result: a hint as a
/// comment, or the unchanged word.
/// </summary>
internal static class Completion
{
    /// <summary>Removes the quotes of a word.</summary>
    /// <param name="word">The word from PowerShell.</param>
    internal static string Unquote(string? word) => (word ?? string.Empty).Trim('\'', '"');

    /// <summary>Formats a text as an argument, in quotes if necessary.</summary>
    /// <param name="text">The text.</param>
    internal static string Quote(string text) =>
        text.Length > 0
            && char.IsAsciiLetterOrDigit(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>Returns the values; without values, a hint or the unchanged word.</summary>
    /// <param name="results">The values.</param>
    /// <param name="word">The word to complete.</param>
    /// <param name="hint">Why there is no value.</param>
    internal static IEnumerable<CompletionResult> OrHint(IEnumerable<CompletionResult> results, string? word, string hint)
    {
        CompletionResult[] found = [.. results];
        return found.Length > 0
            ? found
            : [new CompletionResult(string.IsNullOrEmpty(word) ? $"<# {hint} #>" : word, hint, CompletionResultType.Text, hint)];
    }
}
