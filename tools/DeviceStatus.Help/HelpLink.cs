namespace DeviceStatus.Help;

/// <summary>A page to read next.</summary>
internal sealed record HelpLink(string Text, string Address);
