using System.Runtime.Versioning;
using NuGet.Frameworks;
using NuGet.Packaging;

namespace DeviceStatus.Pack;

/// <summary>A file of the module as NuGet takes it into a package.</summary>
/// <param name="file">The file.</param>
/// <param name="date">The time of its last change.</param>
internal sealed class NuGetPackageFile(PackageFile file, DateTimeOffset date) : IPackageFile
{
    public string Path => file.Path;

    public string EffectivePath => file.Path;

    // The files are for PowerShell, whatever folder they are in; NuGet must not read a framework from lib/.
    public FrameworkName? TargetFramework => null;

    public NuGetFramework? NuGetFramework => null;

    public DateTimeOffset LastWriteTime => date;

    public Stream GetStream() => new MemoryStream(file.Bytes, writable: false);
}
