namespace DeviceStatus.Binding;

/// <summary>What a bare number means where a duration is wanted.</summary>
internal enum DurationUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,
}
