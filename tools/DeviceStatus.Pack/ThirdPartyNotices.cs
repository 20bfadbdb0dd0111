using System.Text;

namespace DeviceStatus.Pack;

/// <summary>Writes the licences of the libraries that are shipped with the module.</summary>
internal static class ThirdPartyNotices
{
    internal const string FileName = "THIRD-PARTY-NOTICES.txt";

    private static readonly string Rule = new('-', 80);

    /// <summary>Creates the file. A text that several packages share is written once.</summary>
    internal static PackageFile Write(IReadOnlyList<ShippedPackage> packages)
    {
        var text = new StringBuilder();
        text.Append("DeviceStatus brings along libraries of others. They and their licences:\n\n");
        foreach (ShippedPackage package in packages)
        {
            string?[] line = [$"{package.Id} {package.Version}", package.Licence, package.ProjectUrl];
            text.AppendJoin(", ", line.OfType<string>()).Append('\n');
        }

        foreach (IGrouping<string, ShippedPackage> group in packages.GroupBy(LicenceOf, StringComparer.Ordinal))
        {
            Section(text, "Licence of", group);
        }

        IEnumerable<ShippedPackage> withNotices = packages.Where(package => package.Notices is not null);
        foreach (IGrouping<string, ShippedPackage> group in withNotices.GroupBy(package => package.Notices!, StringComparer.Ordinal))
        {
            Section(text, "Work of others in", group);
        }

        return PackageFile.FromText(FileName, text.ToString());
    }

    private static string LicenceOf(ShippedPackage package) =>
        package.LicenceText ?? (package.Copyright is null ? "" : package.Copyright + "\n\n") + Licences.TextOf(package.Licence);

    private static void Section(StringBuilder text, string title, IGrouping<string, ShippedPackage> group) =>
        text.Append('\n').Append(Rule).Append('\n')
            .Append(title).Append(' ').AppendJoin(", ", group.Select(package => package.Id)).Append(":\n\n")
            .Append(group.Key).Append('\n');
}
