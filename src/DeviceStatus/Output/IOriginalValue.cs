namespace DeviceStatus.Output;

/// <summary>A property that knows whether it still has the value that was read from the service.</summary>
internal interface IOriginalValue
{
    /// <summary>Whether the value differs from the one that was read.</summary>
    bool IsChanged { get; }
}
