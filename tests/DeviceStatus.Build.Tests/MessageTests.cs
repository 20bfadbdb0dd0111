using System.Text.RegularExpressions;

namespace DeviceStatus.Build.Tests;

/// <summary>
/// Every sentence that a user can see is plain technical English; out/messages.txt holds all of them for a person to read.
/// </summary>
public sealed partial class MessageTests
{
    private static readonly Repository Root = Repository.Find(AppContext.BaseDirectory);
    private const int MaxLength = 400;

    private static readonly string[] Banned =
    [
        "answered", "whoever", "lest", "in vain", "stands apart", "stand apart", "farewell", "fate", "judge", "in flight", "flight",
        "obeys", "obey", "without a word", "whence", "thereby", "hereby", "upon", "heed", "bears", "hand over", "nobody knows", "who asks",
        "is of no use", "by hand", "honest", "simply", "just", "please", "sorry", "oops", "magic", "swallow", "choke", "forgive", "promise",
        "believe", "dream",
    ];

    /// <summary>Clauses and labels that look like sentences and stand inside of others.</summary>
    private static readonly string[] Clauses =
    [
        "PowerShell was started with -NonInteractive", "Looking whether it was done", "Devices that are not compliant",
        "The policies of '{connection.Name}' cannot be listed",
    ];

    [Fact]
    public void Messages_are_written_to_a_file_for_a_person_to_read()
    {
        string folder = Root.PathOf("out");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "messages.txt"), UserTexts.All.Select(item => $"{item.Place}\t{item.Text}"));
        Assert.True(UserTexts.All.Count > 500, "The texts of the sources, the help and the topics are found.");
    }

    [Fact]
    public void Message_has_no_word_that_is_not_plain() => AssertNone(text => Array.Exists(
        Banned, word => Regex.IsMatch(text, $@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", RegexOptions.IgnoreCase)));

    [Fact]
    public void Message_has_no_double_blanks() => AssertNone(
        text => text.Contains("  ", StringComparison.Ordinal), place => !place.StartsWith("en-US", StringComparison.Ordinal));

    [Fact]
    public void Message_is_not_too_long() => AssertNone(text => text.Length > MaxLength);

    [Fact]
    public void Message_that_is_a_sentence_ends_with_a_period() => AssertNone(
        text => char.IsUpper(text[0]) && !Clauses.Contains(text) && text.Contains(' ', StringComparison.Ordinal)
            && SentencePattern().IsMatch(text) && !text.EndsWith('.')
            && !text.EndsWith('?') && !text.EndsWith(':') && !text.EndsWith('}'),
        place => place.StartsWith("src/DeviceStatus/", StringComparison.Ordinal)
            || place.StartsWith("src/DeviceStatus.Graph/", StringComparison.Ordinal));

    [Theory]
    [InlineData("\"a\" + \"b\"", "ab")]
    [InlineData("x = $\"Row {row}: {Count(1):N0} left\";", "Row {row}: {…} left")]
    [InlineData("// \"none\"\nvar x = @\"a\\b\";", "a\\b")]
    [InlineData("'\"'; \"two\"", "two")]
    [InlineData("\"\"\"raw \"text\" here\"\"\"", "raw \"text\" here")]
    [InlineData("$\"{(a ? \"x\" : \"y\")} end {{z}}\"", "{…} end {z}")]
    public void SourceTexts_of_a_literal_is_the_text_that_a_user_sees(string source, string expected) =>
        Assert.Equal(expected, Assert.Single(SourceTexts.Of(source)).Text);

    private static void AssertNone(Func<string, bool> isWrong, Func<string, bool>? isChecked = null)
    {
        string[] wrong =
        [
            .. UserTexts.All.Where(item => isChecked?.Invoke(item.Place) != false && isWrong(item.Text))
                .Select(item => $"{item.Place}: {item.Text}"),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>A sentence has a verb; this finds the common ones.</summary>
    [GeneratedRegex(
        @"\b(is|are|was|were|has|have|had|cannot|does|do|did|needs|takes|gives|holds|must|may|can|will|would|ended|refused|lists|runs|"
        + @"uses|came|comes)\b")]
    private static partial Regex SentencePattern();
}
