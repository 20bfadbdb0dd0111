using System.Runtime.Versioning;
using NuGet.Frameworks;
using NuGet.Packaging;

namespace DeviceStatus.Pack;

/// <summary>A file of the module, as a file of a NuGet package.</summary>
/// <param name="file">The file.</param>
/// <param name="date">The time of its last change.</param>
internal sealed class NuGetPackageFile(PackageFile file, DateTimeOffset date) : IPackageFile
{
    public string Path => file.Path;

    public string EffectivePath => file.Path;

    // The files are for PowerShell in every folder; NuGet must not derive a framework from lib/.
    public FrameworkName? TargetFramework => null;

    public NuGetFramework? NuGetFramework => null;

    public DateTimeOffset LastWriteTime => date;

    public Stream GetStream() => new MemoryStream(file.Bytes, writable: false);
}
