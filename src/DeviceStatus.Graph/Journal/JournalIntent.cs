namespace DeviceStatus.Graph.Journal;

/// <summary>The record of a row before it is sent.</summary>
/// <param name="Key">The key of the row, which the journal gives.</param>
/// <param name="Row">The number of the row in the input, from 1.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Version, path and query.</param>
/// <param name="Tenant">The tenant of the row, if the run has several.</param>
/// <param name="Connection">The name of the row's connection, if the run has several.</param>
internal readonly record struct JournalIntent(
    string Key, long Row, string Method, string Url, string? Tenant = null, string? Connection = null);
