namespace DeviceStatus.Output;

/// <summary>A property that records whether its value was changed since it was read from the service.</summary>
internal interface IOriginalValue
{
    /// <summary>Whether the value differs from the one that was read.</summary>
    bool IsChanged { get; }
}
