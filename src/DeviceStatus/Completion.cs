using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeviceStatus;

/// <summary>
/// Makes completion results. PowerShell offers file names where a completer offers nothing, so something is always offered: a hint, as a
/// comment, or the word as it stands.
/// </summary>
internal static class Completion
{
    /// <summary>The text of a word without its quotes.</summary>
    /// <param name="word">The word as PowerShell gives it.</param>
    internal static string Bare(string? word) => (word ?? string.Empty).Trim('\'', '"');

    /// <summary>A text as an argument: in quotes where it needs them.</summary>
    /// <param name="text">The text.</param>
    internal static string Quoted(string text) =>
        text.Length > 0
            && char.IsAsciiLetterOrDigit(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>Offers values; where there is none, a hint, or the word as it stands.</summary>
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
