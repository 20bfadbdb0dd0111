namespace DeviceStatus.Binding;

/// <summary>A parameter that rows can fill.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Columns">The columns that may hold its value, the first
/// one found counts: mapped columns, the parameter, its aliases.</param>
internal sealed record ColumnTarget(string Parameter, IReadOnlyList<string> Columns);
