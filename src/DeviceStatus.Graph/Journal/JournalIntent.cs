namespace DeviceStatus.Graph.Journal;

/// <summary>A row that is about to be sent.</summary>
/// <param name="Key">The key of the row, from <see cref="RunJournal.Admit"/>.</param>
/// <param name="Row">The number of the row in the input, from 1.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Version, path and query.</param>
internal readonly record struct JournalIntent(string Key, long Row, string Method, string Url);
