namespace DeviceStatus.Build;

/// <summary>A task of <c>build.sh</c> and <c>build.ps1</c>.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Summary">What the task does, in one line.</param>
/// <param name="RunAsync">Runs the task with the arguments that follow its name.</param>
internal sealed record BuildTask(string Name, string Summary, Func<Repository, IReadOnlyList<string>, Task> RunAsync)
{
    private const string RecipeSwitch = "--recipe";

    /// <summary>All tasks.</summary>
    internal static IReadOnlyList<BuildTask> All { get; } =
    [
        new("build", "builds the module to out/DeviceStatus", BuildAsync),
        new(
            "test",
            "builds and runs every test that this machine can run; --recipe also adds a collection to a copy and tests it",
            TestAsync),
        new("demo", "runs samples/demo.ps1 on the sandbox", DemoAsync),
        new("bench", "runs the benchmarks; see bench/README.md for the arguments", BenchAsync),
        new("help", "writes the pages of the cmdlets to docs/", HelpAsync),
        new("pack", "makes the package in out/package; --certificate <pfx> adds a signed copy", PackAsync),
    ];

    private static async Task BuildAsync(Repository repository, IReadOnlyList<string> arguments)
    {
        await CompileAsync(repository);
        Console.WriteLine($"The module is in {repository.Module}.");
    }

    private static async Task TestAsync(Repository repository, IReadOnlyList<string> arguments)
    {
        if (arguments.FirstOrDefault(argument => argument != RecipeSwitch) is { } unknown)
        {
            throw new TaskFailedException($"The task 'test' does not know '{unknown}'; it takes {RecipeSwitch}.", exitCode: 2);
        }

        await CompileAsync(repository);
        await TestRun.RunAsync(repository, arguments.Contains(RecipeSwitch) ? TestScope.WithRecipe : TestScope.Usual);
    }

    private static async Task DemoAsync(Repository repository, IReadOnlyList<string> arguments)
    {
        await CompileAsync(repository);
        if (PowerShellLocator.Find() is { } pwsh)
        {
            await ChildProcess.RunAsync(pwsh, ["-NoProfile", "-File", repository.PathOf("samples", "demo.ps1")], repository.Root);
            return;
        }

        // The host contains the PowerShell engine, so the cmdlets and the output are the same.
        await ToolAsync(repository, "DeviceStatus.Host", repository.PathOf("samples", "demo.ps1"));
    }

    private static async Task BenchAsync(Repository repository, IReadOnlyList<string> arguments)
    {
        await CompileAsync(repository);
        string[] pwsh = PowerShellLocator.Find() is { } path ? ["--pwsh", path] : [];
        await ToolAsync(repository, "DeviceStatus.Bench", [.. pwsh, .. arguments]);
    }

    private static async Task HelpAsync(Repository repository, IReadOnlyList<string> arguments)
    {
        await CompileAsync(repository);
        await ToolAsync(repository, "DeviceStatus.Help", "docs", repository.PathOf("docs"));
    }

    private static async Task PackAsync(Repository repository, IReadOnlyList<string> arguments)
    {
        if (arguments is not ([] or ["--certificate", _] or ["--certificate", _, "--timestamp-server", _]))
        {
            throw new TaskFailedException("pack takes nothing, or --certificate <pfx> [--timestamp-server <address>].", 2);
        }

        await CompileAsync(repository);
        string folder = repository.PathOf("out", "package");
        await ToolAsync(repository, "DeviceStatus.Pack", repository.Module, folder);
        if (arguments is [_, string certificate, ..])
        {
            string package = Directory.EnumerateFiles(folder, "*.nupkg").OrderByDescending(File.GetLastWriteTimeUtc).First();
            await ToolAsync(repository, "DeviceStatus.Pack", ["--sign", package, Path.GetFullPath(certificate), .. arguments.Skip(3)]);
        }
    }

    private static Task CompileAsync(Repository repository) =>
        ChildProcess.RunQuietlyAsync(
            "dotnet",
            [
                "build", repository.Solution, "--configuration", Repository.Configuration,
                "--verbosity", "quiet", "-nologo", "-clp:ErrorsOnly",
            ],
            repository.Root);

    private static Task ToolAsync(Repository repository, string project, params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", [repository.Assembly(project), .. arguments], repository.Root);
}
