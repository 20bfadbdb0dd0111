namespace DeviceStatus.Binding;

/// <summary>The unit of a bare number as a duration.</summary>
internal enum DurationUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,
}
