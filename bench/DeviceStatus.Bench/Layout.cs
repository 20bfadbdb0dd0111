namespace DeviceStatus.Bench;

/// <summary>The folders of the benchmark, relative to this program.</summary>
internal sealed class Layout
{
    private Layout(string root)
    {
        Root = root;
        Output = Path.Combine(root, "out", "bench");
        Work = Path.Combine(Output, "work");
        Directory.CreateDirectory(Work);
    }

    internal string Root { get; }

    /// <summary>Where the tables go.</summary>
    internal string Output { get; }

    /// <summary>Where rows, journals and outcomes of the runs go.</summary>
    internal string Work { get; }

    internal string Module => Path.Combine(Root, "out", "DeviceStatus");

    internal static Layout Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DeviceStatus.sln")))
            {
                return new Layout(folder.FullName);
            }
        }

        throw new DirectoryNotFoundException($"No DeviceStatus.sln above {AppContext.BaseDirectory}.");
    }

    internal string Program(string name) => Path.Combine(Root, "out", "artifacts", "bin", name, "release", name + ".dll");

    internal string Contender(string script) => Path.Combine(Root, "bench", "contenders", script);
}
