namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// The exception for a <c>$filter</c> that could not be parsed. The message contains the position and what was expected; it starts in lower
/// case and ends with a full stop.
/// </summary>
internal sealed class FilterException(string message) : FormatException(message);
