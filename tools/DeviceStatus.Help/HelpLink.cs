namespace DeviceStatus.Help;

/// <summary>A link to a related page.</summary>
internal sealed record HelpLink(string Text, string Address);
