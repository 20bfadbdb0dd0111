namespace DeviceStatus.Bench.Data;

/// <summary>A status as the server holds it.</summary>
internal sealed record StoredStatus(string Id, string Name, string Status, string UserName);
