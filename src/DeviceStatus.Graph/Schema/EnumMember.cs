namespace DeviceStatus.Graph.Schema;

/// <summary>One member of an enumeration of the service's schema.</summary>
/// <param name="Name">The name as the service writes it, in its case.</param>
/// <param name="Value">The number behind the name, as the schema documents it.</param>
/// <param name="Versions">The versions whose schema has the member.</param>
public sealed record EnumMember(string Name, int Value, GraphVersions Versions);
