namespace DeviceStatus.Bench;

/// <summary>The options of the command line.</summary>
/// <param name="Pwsh">The PowerShell to measure in; <see langword="null"/> leaves out what needs one.</param>
/// <param name="Quick">Fewer rows and one repetition: whether it works, not how fast it is.</param>
/// <param name="Only">Names of scenarios; empty runs all.</param>
/// <param name="Repetitions">How often each contender runs; <see langword="null"/> is 3, or 1 with <paramref name="Quick"/>.</param>
internal sealed record BenchOptions(string? Pwsh, bool Quick, IReadOnlyList<string> Only, int? Repetitions)
{
    /// <summary>Whether the tables are put into the pages of the repository.</summary>
    internal bool UpdateReadme { get; init; }

    internal const string Usage = """
        DeviceStatus.Bench [--pwsh path] [--quick] [--only name[,name]] [--repeat n] [--update-readme]
          --pwsh path     the PowerShell 7.4 or later to measure in; without it the rows that need one are left out
          --quick         fewer rows and one repetition
          --only names    some scenarios only
          --repeat n      how often each contender runs; 3
          --update-readme puts the tables into README.md and bench/README.md
        """;

    internal int Repeat => Repetitions ?? (Quick ? 1 : 3);

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">An argument is unknown or its value is invalid.</exception>
    internal static BenchOptions Parse(string[] args)
    {
        BenchOptions options = new(null, Quick: false, [], null);
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            options = name switch
            {
                "--quick" => options with { Quick = true },
                "--update-readme" => options with { UpdateReadme = true },
                "--pwsh" => options with { Pwsh = Value() },
                "--only" => options with { Only = Value().Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--repeat" => options with
                {
                    Repetitions = int.TryParse(Value(), out int number) && number > 0
                        ? number
                        : throw new FormatException("--repeat: give a whole number from 1."),
                },
                _ => throw new FormatException($"{name} is not an option."),
            };

            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{name} needs a value.");
        }

        return options is { Quick: true, UpdateReadme: true }
            ? throw new FormatException("--update-readme: a quick run tells nothing about speed; leave out --quick.")
            : options;
    }
}
