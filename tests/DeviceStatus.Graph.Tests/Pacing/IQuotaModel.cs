namespace DeviceStatus.Graph.Tests.Pacing;

/// <summary>How a simulated service counts requests. Times are seconds.</summary>
internal interface IQuotaModel
{
    /// <summary>Counts one request: null when it is accepted, else how long the service asks to wait.</summary>
    double? Take(double now);
}
