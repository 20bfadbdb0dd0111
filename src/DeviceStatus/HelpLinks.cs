namespace DeviceStatus;

/// <summary>Where Get-Help -Online goes.</summary>
internal static class HelpLinks
{
    /// <summary>The folder of the pages, one a cmdlet, each named by its cmdlet.</summary>
    internal const string Base = ProjectAddress.Value + "/blob/main/docs/";
}
