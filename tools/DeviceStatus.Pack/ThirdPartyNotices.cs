using System.Text;

namespace DeviceStatus.Pack;

/// <summary>Writes down whose work is shipped under which licence.</summary>
internal static class ThirdPartyNotices
{
    internal const string FileName = "THIRD-PARTY-NOTICES.txt";

    private static readonly string Rule = new('-', 80);

    /// <summary>Makes the file; a text that several packages share stands there once.</summary>
    internal static PackageFile Write(IReadOnlyList<ShippedPackage> packages)
    {
        var text = new StringBuilder();
        text.Append("DeviceStatus brings along libraries of others. They and their licences:\n\n");
        foreach (ShippedPackage package in packages)
        {
            text.Append(string.Join(", ", new[] { $"{package.Id} {package.Version}", package.Licence, package.ProjectUrl }.OfType<string>())).Append('\n');
        }

        foreach (IGrouping<string, ShippedPackage> group in packages.GroupBy(LicenceOf, StringComparer.Ordinal))
        {
            Section(text, "Licence of", group);
        }

        foreach (IGrouping<string, ShippedPackage> group in packages.Where(package => package.Notices is not null).GroupBy(package => package.Notices!, StringComparer.Ordinal))
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
