namespace DeviceStatus.Bench;

/// <summary>The context of every scenario.</summary>
internal sealed record BenchContext(BenchOptions Options, Layout Layout)
{
    internal const string ConfigurationId = "d1000000-0000-4000-8000-000000000001";

    internal bool HasPwsh => Options.Pwsh is not null;

    internal bool Quick => Options.Quick;

    /// <summary>The folder of the tables; a quick run has a separate one.</summary>
    internal string Tables => Directory.CreateDirectory(Quick ? Path.Combine(Layout.Output, "quick") : Layout.Output).FullName;

    /// <summary>A size for the full run and a smaller one for the quick run.</summary>
    internal int Size(int full, int quick) => Quick ? quick : full;

    internal string WorkFile(string name) => Path.Combine(Layout.Work, name);

    /// <summary>Writes a measurement that could not be made.</summary>
    internal static void LeftOut(string what) =>
        Console.Error.WriteLine($"LEFT OUT, because no PowerShell was given (--pwsh): {what}");
}
