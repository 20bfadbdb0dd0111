namespace DeviceStatus.Pack;

/// <summary>The content of the package is not valid. The message contains the problem and the expected content.</summary>
/// <param name="message">The message.</param>
internal sealed class PackException(string message) : Exception(message);
