namespace DeviceStatus;

/// <summary>The addresses of Get-Help -Online.</summary>
internal static class HelpLinks
{
    /// <summary>The folder of the pages. Each page has the name of its cmdlet.</summary>
    internal const string Base = ProjectAddress.Value + "/blob/main/docs/";
}
