using System.Text;
using System.Text.RegularExpressions;

namespace DeviceStatus.Pack;

/// <summary>Makes the relative links of the README absolute, because the package does not contain their targets.</summary>
internal static partial class PackagedReadme
{
    private const string Name = "README.md";

    /// <summary>Returns the file with absolute links if it is the README of the module, otherwise the unchanged file.</summary>
    /// <param name="file">A file of the module.</param>
    /// <param name="projectUri">The web address of the project, without a slash at its end.</param>
    internal static PackageFile Convert(PackageFile file, string projectUri)
    {
        if (file.Path != Name)
        {
            return file;
        }

        string text = Encoding.UTF8.GetString(file.Bytes);
        return PackageFile.FromText(Name, RelativeLink().Replace(text, link => MakeAbsolute(link, projectUri)));
    }

    private static string MakeAbsolute(Match link, string projectUri)
    {
        string kind = link.Groups["image"].Success ? "raw" : "blob";
        return $"{link.Groups["image"].Value}{link.Groups["text"].Value}({projectUri}/{kind}/main/{link.Groups["target"].Value})";
    }

    [GeneratedRegex(@"(?<image>!)?(?<text>\[[^\]]*\])\((?!https?:|#|mailto:)(?<target>[^)\s]+)\)")]
    private static partial Regex RelativeLink();
}
