namespace DeviceStatus.TestServer.Limits;

/// <summary>How a limiter's wait is written into <c>Retry-After</c>.</summary>
public enum RetryAfterForm
{
    /// <summary>Rounded up to whole seconds.</summary>
    WholeSeconds,

    /// <summary>With three decimals.</summary>
    Fractional,

    /// <summary>No header.</summary>
    Missing,

    /// <summary>Always one second, whatever the wait is.</summary>
    AlwaysOne,
}
