namespace DeviceStatus.Pack;

/// <summary>Something that is to be packed is not as it should be; the message says what, and what would be right.</summary>
/// <param name="message">The message.</param>
internal sealed class PackException(string message) : Exception(message);
