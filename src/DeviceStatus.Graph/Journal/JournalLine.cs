using DeviceStatus.Graph.Requests;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Journal;

/// <summary>One line of a journal after its header.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="Outcome">The outcome, or <see langword="null"/> for an intent.</param>
/// <param name="Line">The whole line.</param>
internal sealed record JournalLine(JournalKey Key, RowOutcome? Outcome, JObject Line);
