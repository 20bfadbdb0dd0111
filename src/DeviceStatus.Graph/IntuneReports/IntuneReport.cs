namespace DeviceStatus.Graph.IntuneReports;

/// <summary>A report that Intune can export.</summary>
/// <param name="Name">The name in the service's spelling, mistakes included.</param>
/// <param name="Description">The content of the rows, in one phrase.</param>
public sealed record IntuneReport(string Name, string Description)
{
    /// <summary>The columns that the documentation names; empty when it names none.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The columns that a filter can use.</summary>
    public IReadOnlyList<string> FilterColumns { get; init; } = [];
}
