namespace DeviceStatus.Help;

/// <summary>A type that goes in or comes out.</summary>
internal sealed record HelpEntry(string Type, string Text);
