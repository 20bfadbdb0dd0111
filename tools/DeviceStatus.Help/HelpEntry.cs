namespace DeviceStatus.Help;

/// <summary>An input or output type.</summary>
internal sealed record HelpEntry(string Type, string Text);
