using System.Text.RegularExpressions;

namespace DeviceStatus.Build.Tests;

/// <summary>Reads from the sources which folder uses which: a folder is a namespace, so a using directive is an arrow.</summary>
internal static partial class SourceFolders
{
    /// <summary>The folder of the sources.</summary>
    internal static string Source { get; } = Repository.Find(AppContext.BaseDirectory).PathOf("src");

    /// <summary>The namespaces of src/, each with the namespaces of src/ that its files use.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlySet<string>> Arrows { get; } = Read();

    /// <summary>A circle as a path of namespaces that ends where it begins, or null.</summary>
    internal static IReadOnlyList<string>? FindCircle(IReadOnlyDictionary<string, IReadOnlySet<string>> arrows)
    {
        HashSet<string> finished = new(StringComparer.Ordinal);
        foreach (string start in arrows.Keys)
        {
            List<string> path = [];
            if (Visit(start, path, finished, arrows))
            {
                return path;
            }
        }

        return null;
    }

    private static bool Visit(
        string folder, List<string> path, HashSet<string> finished, IReadOnlyDictionary<string, IReadOnlySet<string>> arrows)
    {
        if (path.Contains(folder))
        {
            path.RemoveRange(0, path.IndexOf(folder));
            path.Add(folder);
            return true;
        }

        if (!finished.Add(folder))
        {
            return false;
        }

        path.Add(folder);
        foreach (string next in arrows.GetValueOrDefault(folder) ?? new HashSet<string>())
        {
            finished.Remove(next);
            if (Visit(next, path, finished, arrows))
            {
                return true;
            }
        }

        path.Remove(folder);
        return false;
    }

    private static Dictionary<string, IReadOnlySet<string>> Read()
    {
        List<(string Namespace, string Text)> files = [.. Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Select(path => (
                    Path.GetRelativePath(Source, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, '.'),
                    File.ReadAllText(path)))];
        HashSet<string> all = files.Select(file => file.Namespace).ToHashSet(StringComparer.Ordinal);
        return files.GroupBy(file => file.Namespace, StringComparer.Ordinal).ToDictionary(
            folder => folder.Key,
            folder => (IReadOnlySet<string>)folder
                .SelectMany(file => UsingPattern().Matches(file.Text).Select(match => match.Groups["name"].Value))
                .Concat(ParentOf(folder.Key, all))
                .Where(name => name != folder.Key && all.Contains(name))
                .ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>A namespace sees its parents without a using directive, so the arrow to them is always there.</summary>
    private static IEnumerable<string> ParentOf(string folder, HashSet<string> all)
    {
        for (int dot = folder.LastIndexOf('.'); dot > 0; dot = folder.LastIndexOf('.', dot - 1))
        {
            // The folder src/DeviceStatus is a project of its own, which no other project of this list references.
            if (folder[..dot] is var parent && all.Contains(parent) && (parent != "DeviceStatus" || !IsOtherProject(folder)))
            {
                yield return parent;
            }
        }
    }

    private static bool IsOtherProject(string folder) =>
        Directory.EnumerateDirectories(Source, "DeviceStatus.*").Select(Path.GetFileName)
            .Any(project => folder == project || folder.StartsWith(project + ".", StringComparison.Ordinal));

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>DeviceStatus(?:\.\w+)*)", RegexOptions.Multiline)]
    private static partial Regex UsingPattern();
}
