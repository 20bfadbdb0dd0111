namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// A <c>$filter</c> that could not be read; the message says where and what was expected, without a capital and with a full stop.
/// </summary>
internal sealed class FilterException(string message) : FormatException(message);
