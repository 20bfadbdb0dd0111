namespace DeviceStatus.Help;

/// <summary>A text with a default value.</summary>
internal sealed record HelpText(string Text, string? Default = null);
