namespace DeviceStatus.Pack;

/// <summary>A NuGet package whose files are shipped with the module.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">The SHA-512 of the package, in lower-case hexadecimal.</param>
/// <param name="Licence">The SPDX identifier of its licence.</param>
/// <param name="LicenceText">The text of the licence in the package, or null.</param>
/// <param name="Notices">The third-party notices of the package, or null.</param>
/// <param name="Copyright">Its copyright line, or null.</param>
/// <param name="ProjectUrl">The address of its project, or null.</param>
/// <param name="Files">The paths of its files in the module.</param>
/// <param name="Dependencies">The names of the packages that it depends on.</param>
internal sealed record ShippedPackage(
    string Id,
    string Version,
    string Sha512,
    string Licence,
    string? LicenceText,
    string? Notices,
    string? Copyright,
    string? ProjectUrl,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Dependencies)
{
    /// <summary>The package URL, which identifies the package in a bill of materials.</summary>
    internal string Purl => $"pkg:nuget/{Id}@{Version}";
}
