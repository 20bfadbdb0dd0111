using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Completes -Filter: a property, then an operator, then a value. The quotes remain open until the value is complete.</summary>
internal sealed class FilterCompleter : IArgumentCompleter
{
    private static readonly string[] Conjunctions = ["and", "or"];
    private static readonly string[] Equality = ["eq", "ne"];
    private static readonly string[] Comparisons = ["eq", "ne", "gt", "ge", "lt", "le"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete ?? string.Empty;
        char quote = word.StartsWith('\'') ? '\'' : '"';
        string text = word.Length > 0 && word[0] == quote ? word[1..] : word;
        text = text.Length > 0 && text[^1] == quote && word.Length > 1 ? text[..^1] : text;
        ResourceDescriptor? resource = PropertyNames.ResourceOf(commandName);
        return Completion.OrHint(
            resource is null ? [] : Complete(resource, text, quote),
            wordToComplete,
            "Write a property, an operator and a value.");
    }

    private static IEnumerable<CompletionResult> Complete(ResourceDescriptor resource, string text, char quote)
    {
        (string before, string[] parts) = LastComparison(text);
        PropertyDescriptor? property = parts.Length > 1 ? Find(resource, parts[0]) : null;
        return parts.Length switch
        {
            1 => resource.Properties
                .Where(candidate => candidate.Name.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
                .Select(candidate => Result($"{before}{candidate.Name} ", candidate.Name, candidate.Description, quote, isClosed: false)),
            2 when property is not null => (property.Type == PropertyType.Enum ? Equality : Comparisons)
                .Where(name => name.StartsWith(parts[1], StringComparison.OrdinalIgnoreCase))
                .Select(name => Result($"{before}{property.Name} {name} ", name, name, quote, isClosed: false)),
            3 when property is not null => Values(property)
                .Where(value => value.TrimStart('\'').StartsWith(parts[2].TrimStart('\''), StringComparison.OrdinalIgnoreCase))
                .Select(value => Result($"{before}{property.Name} {parts[1]} {value}", value, value, quote, isClosed: true)),
            4 => Conjunctions
                .Where(name => name.StartsWith(parts[3], StringComparison.OrdinalIgnoreCase))
                .Select(name => Result($"{before}{string.Join(' ', parts[..3])} {name} ", name, name, quote, isClosed: false)),
            _ => [],
        };
    }

    /// <summary>
    /// Splits a filter into the text before the last comparison and the words of that comparison. The last word may be empty.
    /// </summary>
    private static (string Before, string[] Parts) LastComparison(string text)
    {
        string[] words = text.Split(' ');
        int start = Array.FindLastIndex(words, words.Length - 2 < 0 ? 0 : words.Length - 2, word => word is "and" or "or" or "not") + 1;
        start = words.Length == 1 ? 0 : start;
        string before = string.Concat(words[..start].Select(word => word + " "));
        string[] parts = words[start..];
        int parentheses = parts[0].Length - parts[0].TrimStart('(').Length;
        before += parts[0][..parentheses];
        parts[0] = parts[0][parentheses..];
        return (before, parts);
    }

    private static IEnumerable<string> Values(PropertyDescriptor property) => property.Type switch
    {
        PropertyType.Enum => property.Enum!.Members.Select(member => $"'{member.Name}'"),
        PropertyType.Timestamp => [DateTime.UtcNow.Date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), "null"],
        PropertyType.Number => ["0", "null"],
        _ => ["''", "null"],
    };

    private static PropertyDescriptor? Find(ResourceDescriptor resource, string name) =>
        resource.Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase));

    private static CompletionResult Result(string text, string listText, string toolTip, char quote, bool isClosed)
    {
        string content = quote == '\'' ? text.Replace("'", "''", StringComparison.Ordinal) : text;
        return new CompletionResult(
            quote + content + (isClosed ? quote : string.Empty),
            listText,
            CompletionResultType.ParameterValue,
            toolTip);
    }
}
