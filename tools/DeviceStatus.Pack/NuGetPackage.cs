using System.Globalization;
using NuGet.Packaging;
using NuGet.Packaging.Licenses;
using NuGet.Versioning;

namespace DeviceStatus.Pack;

/// <summary>Writes the package for repositories.</summary>
internal static class NuGetPackage
{
    // The PowerShell Gallery accepts at most this many characters of tags.
    private const int TagLimit = 4000;

    /// <summary>Creates the package. The same files give the same bytes.</summary>
    /// <param name="manifest">The module's manifest.</param>
    /// <param name="releaseNotes">The release notes.</param>
    /// <param name="files">The files of the module.</param>
    /// <param name="date">The modification date of every file in the package.</param>
    internal static byte[] Write(ModuleManifest manifest, string releaseNotes, IEnumerable<PackageFile> files, DateOnly date)
    {
        var builder = new PackageBuilder(deterministic: true)
        {
            DeterministicTimestamp = date.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture),
            Id = manifest.Name,
            Version = NuGetVersion.Parse(manifest.Version),
            Description = manifest.Description,
            ReleaseNotes = releaseNotes,
            Copyright = manifest.Copyright,
            ProjectUrl = new Uri(manifest.ProjectUri),
            IconUrl = manifest.IconUri is { } icon ? new Uri(icon) : null,
            LicenseMetadata = new LicenseMetadata(
                LicenseType.Expression,
                "MIT",
                NuGetLicenseExpression.Parse("MIT"),
                warningsAndErrors: null,
                LicenseMetadata.CurrentVersion),
        };
        builder.Authors.Add(manifest.Author);
        builder.Owners.Add(manifest.Company);
        builder.Tags.UnionWith(Tags(manifest));
        foreach (PackageFile file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            builder.Files.Add(new NuGetPackageFile(file, new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero)));
        }

        using var stream = new MemoryStream();
        builder.Save(stream);
        return stream.ToArray();
    }

    /// <summary>
    /// The tags of the manifest and those by which repositories find modules and commands. If they do not all fit, the <c>PSCmdlet_</c>
    /// tags are left out, because a search for a command needs only the <c>PSCommand_</c> tags.
    /// </summary>
    /// <exception cref="PackException">The tags are too long even then.</exception>
    internal static IReadOnlyList<string> Tags(ModuleManifest manifest)
    {
        string[] commands = [.. manifest.Cmdlets.Select(name => "PSCommand_" + name)];
        IEnumerable<string> general = manifest.Tags.Append("PSModule").Append("PSIncludes_Cmdlet");
        string[] needed = [.. general.Concat(commands).Distinct(StringComparer.OrdinalIgnoreCase)];
        string[] all = [.. needed, .. manifest.Cmdlets.Select(name => "PSCmdlet_" + name)];
        return Fits(all) ? all
            : Fits(needed) ? needed
            : throw new PackException($"The tags have more than {TagLimit} characters; remove some from the manifest.");
    }

    private static bool Fits(string[] tags) => string.Join(' ', tags).Length <= TagLimit;
}
