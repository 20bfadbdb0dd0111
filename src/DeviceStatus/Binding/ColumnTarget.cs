namespace DeviceStatus.Binding;

/// <summary>A parameter that rows can fill.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Columns">The columns for its value: mapped columns, the parameter, its aliases. The first that the row has is used.</param>
internal sealed record ColumnTarget(string Parameter, IReadOnlyList<string> Columns);
