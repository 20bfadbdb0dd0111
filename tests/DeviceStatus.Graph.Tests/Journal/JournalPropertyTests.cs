using System.Text;
using CsCheck;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Tests.Batching;

namespace DeviceStatus.Graph.Tests.Journal;

/// <summary>Random journals, whole, cut and damaged.</summary>
public sealed class JournalPropertyTests
{
    /// <summary>Rows of which some are equal, so that a wrong occurrence in a key would be the key of another row.</summary>
    private static readonly GraphRequest[] Requests =
        [.. Enumerable.Range(0, 6).Select(static i => Rows.Post(null, i < 4 ? "same" : "other")), Rows.Patch("a"), Rows.Delete("b")];

    private static readonly RowOutcome[] Outcomes = [RowOutcome.Done, RowOutcome.Failed, RowOutcome.NotSent, RowOutcome.Unknown];

    /// <summary>Any text: control characters, quotes, line breaks, halves of surrogate pairs.</summary>
    private static readonly Gen<string> GenText = Gen.OneOf(
        Gen.Char.Array[0, 40].Select(static chars => new string(chars)),
        Gen.OneOfConst("\n", "\r\n", "\u2028", "\"}\n{\"outcome\":\"done\"", "\ud800", "\0"));

    private static readonly Gen<string> GenLongText = Gen.OneOfConst(
        new string('x', 1_500_000), new string('\u0001', 200_000), new string('\uffff', 400_000));

    private static readonly Gen<(int Row, RowOutcome? Outcome, string Text)[]> GenSteps = StepsOf(GenText);

    [Fact]
    public Task Journal_of_any_steps_can_be_read_again() => StepsOf(Gen.Frequency((10, GenText), (1, GenLongText))).SampleAsync(
        async steps =>
        {
            byte[] written = await WriteAsync(steps);

            Assert.Equal(Expected(steps), await StatesAsync(written));
        },
        iter: 200,
        threads: 1);

    [Fact]
    public Task Journal_that_is_cut_says_what_its_whole_lines_say() => Gen.Select(GenSteps, Gen.Double[0, 1]).SampleAsync(
        async (steps, at) =>
        {
            byte[] written = await WriteAsync(steps);
            int length = (int)(at * written.Length);

            int lines = written.AsSpan(0, length).Count((byte)'\n');

            // The first two lines are the header and the start of the run.
            Assert.Equal(Expected(steps[..Math.Clamp(lines - 2, 0, steps.Length)]), await StatesAsync(written[..length]));
        },
        iter: 200,
        threads: 1);

    [Fact]
    public Task Journal_with_a_changed_bit_is_refused_or_calls_no_other_row_done() => Gen.Select(
        GenSteps, Gen.Double[0, 1], Gen.Int[0, 7]).SampleAsync(
        async (steps, at, bit) =>
        {
            byte[] written = await WriteAsync(steps);
            written[(int)(at * (written.Length - 1))] ^= (byte)(1 << bit);
            HashSet<int> done = [.. steps.Where(static step => step.Outcome == RowOutcome.Done).Select(static step => step.Row)];

            List<JournalState> states;
            try
            {
                states = await StatesAsync(written);
            }
            catch (JournalException)
            {
                return;
            }

            Assert.All(
                Enumerable.Range(0, Requests.Length).Where(row => states[row] == JournalState.Done), row => Assert.Contains(row, done));
        },
        iter: 500,
        threads: 1);

    [Fact]
    public Task OpenAsync_any_bytes_are_read_or_refused() => Gen.OneOf(
        Gen.Byte.Array[0, 200],
        GenLine.Array[0, 5].Select(static lines => Encoding.UTF8.GetBytes(Header + string.Concat(lines)))).SampleAsync(
        static async bytes =>
        {
            try
            {
                await StatesAsync(bytes);
            }
            catch (JournalException)
            {
                // Refused in words.
            }
        },
        iter: 500,
        threads: 1);

    private static Gen<(int Row, RowOutcome? Outcome, string Text)[]> StepsOf(Gen<string> texts) => Gen.Select(
        Gen.Int[0, Requests.Length - 1], Gen.Int[-1, Outcomes.Length - 1], texts,
        static (row, outcome, text) => (row, outcome < 0 ? (RowOutcome?)null : Outcomes[outcome], text)).Array[0, 12];

    private const string Header =
        "{\"journal\":\"DeviceStatus\",\"version\":1,"
        + "\"command\":\"Set-IosUpdateDeviceStatus\",\"endpoint\":\"https://graph.example.com/\"}\n";

    /// <summary>Lines of a journal without digests, with values of every type in every place.</summary>
    private static readonly Gen<string> GenLine = Gen.Select(
        Gen.OneOfConst("key", "row", "outcome", "event", "url", "method", "id", "error", "reason", "tenant", "connection", "run", "other"),
        Gen.OneOfConst(
            "null", "true", "1", "-1", "1e400", "99999999999999999999999999", "\"\"", "\"done\"", "\"1\"", "\"done,failed\"", "[]", "[1]",
            "{}", "{\"a\":1}",
            "\"00000000000000000000000000000001-1\"", "\"00000000000000000000000000000001-99999999999\"", "\"-\"", "\"/\"", "\"/v1.0/x\"",
            "\"\\ud800\"",
            "2026-01-01", "\"2026-01-01T00:00:00Z\"", "NaN", "undefined", "new Date(1)", "/*x*/ 1"),
        static (name, value) => $"\"{name}\":{value}").Array[0, 6].Select(
        static fields =>
            "{\"key\":\"00000000000000000000000000000001-1\"" + string.Concat(fields.Select(static field => "," + field)) + "}\n");

    private static async Task<byte[]> WriteAsync((int Row, RowOutcome? Outcome, string Text)[] steps)
    {
        FullDisk disk = new FullDisk([], long.MaxValue).Ready();
        await using RunJournal journal = await Journals.OpenAsync(disk);
        string[] keys = [.. Requests.Select(request =>
        {
            journal.Admit(request, out string key);
            return key;
        })];
        foreach ((int row, RowOutcome? outcome, string text) in steps)
        {
            await (outcome is { } end
                ? journal.WriteOutcomesAsync([new JournalOutcome(keys[row], row + 1, end, text, text, text)])
                : journal.WriteIntentsAsync([new JournalIntent(keys[row], row + 1, "POST", "/v1.0/" + row, text, text)]));
        }

        return disk.Content;
    }

    private static async Task<List<JournalState>> StatesAsync(byte[] content)
    {
        await using RunJournal journal = await Journals.OpenAsync(new FullDisk(content, long.MaxValue).Ready());
        return Journals.States(journal, Requests);
    }

    private static List<JournalState> Expected((int Row, RowOutcome? Outcome, string Text)[] steps)
    {
        JournalState[] states = new JournalState[Requests.Length];
        foreach ((int row, RowOutcome? outcome, string _) in steps)
        {
            states[row] = outcome switch
            {
                null or RowOutcome.Unknown => JournalState.InDoubt,
                RowOutcome.Done => JournalState.Done,
                _ => JournalState.Open,
            };
        }

        return [.. states];
    }
}
