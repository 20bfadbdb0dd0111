using System.Globalization;
using DeviceStatus.Sandbox;
using DeviceStatus.TestServer.Limits;

namespace DeviceStatus.TestServer;

/// <summary>The options of the command.</summary>
internal static class CommandLine
{
    internal const string Usage = """
        DeviceStatus.TestServer [options]   serves the sandbox over HTTP on 127.0.0.1 until stdin closes or SIGTERM comes
          --port n              the port; 0, the default, takes a free one
          --servers n           so many servers in this process, each a tenant of its own; 1
          --latency ms          how long each HTTP request takes
          --write-limit n       writes in 20 s before 429; 0, the default, is no limit
          --faults list         shares of faults, e.g. 429=0.05,503=0.02,before=0.01,after=0.01
          --limiter name        how writes are limited: fixed:100/20, sliding:100/20, or bucket:20:100/20 with the burst first
          --refuse share        refuse this share of the writes besides, for no reason
          --seed n              the seed of the faults
          --update-answer code  200 (the default) or 204
          --page-size n         objects on a page; 100
          --path file           keep the state in a file
          --record n            how many requests GET /__requests remembers; 100
          --empty               policies but no statuses
          --day n               the day whose statuses it starts with; 1
          --policies n          so many device configurations instead of the usual data
          --statuses n          how many statuses each of them has; 200
          --report-polls n      polls until an export job is completed; 1
          --behavior list       behaviour of reports, e.g. FilterIgnored,StatusCollectionRemoved
          --null                answer without looking, for benchmarks
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">An argument is unknown or its value makes no sense.</exception>
    internal static LoopbackOptions Parse(string[] args)
    {
        Dictionary<string, string> given = Collect(args);
        int? seed = given.ContainsKey("--seed") ? Whole("--seed", 0) : null;
        LimiterFaults? limiter = Take("--limiter") is { } name
            ? Limiter(name, Share("--refuse", Take("--refuse") ?? "0", 1), seed ?? 1)
            : null;
        LoopbackOptions options = new()
        {
            Limiter = limiter,
            Port = Whole("--port", 0),
            Servers = Whole("--servers", 1),
            RecordLast = Whole("--record", 100),
            NullAnswers = given.Remove("--null"),
            Sandbox = new SandboxOptions
            {
                Latency = TimeSpan.FromMilliseconds(Share("--latency", Take("--latency") ?? "0", double.MaxValue)),
                WriteLimit = Whole("--write-limit", 0),
                Faults = Take("--faults") is { } faults ? Faults(faults, seed).Choose : limiter is not null ? limiter.Choose : null,
                UpdateResponse = Whole("--update-answer", 200) switch
                {
                    200 => UpdateResponse.Entity,
                    204 => UpdateResponse.NoContent,
                    int other => throw new FormatException($"--update-answer {other}: give 200 or 204."),
                },
                PageSize = Whole("--page-size", 100),
                Path = Take("--path"),
                Day = Whole("--day", 1),
                ManyPolicies = Whole("--policies", 0),
                StatusesOfEach = Whole("--statuses", 200),
                Reports = new SandboxReportOptions { PollsUntilCompleted = Whole("--report-polls", 1) }.With(Behavior(Take("--behavior"))),
                Empty = given.Remove("--empty"),
            },
        };
        return given.Count == 0 ? options : throw new FormatException($"{given.First().Key} is not an option.");

        string? Take(string name) => given.Remove(name, out string? value) ? value : null;

        int Whole(string name, int otherwise) => Take(name) is not { } text
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new FormatException($"{name} {text}: give a whole number.");
    }

    private static SandboxReportBehavior Behavior(string? list) => list is null
        ? SandboxReportBehavior.None
        : Enum.TryParse(list, ignoreCase: true, out SandboxReportBehavior behavior)
            ? behavior
            : throw new FormatException($"--behavior {list}: give {string.Join(", ", Enum.GetNames<SandboxReportBehavior>())}.");

    private static Dictionary<string, string> Collect(string[] args)
    {
        Dictionary<string, string> given = [];
        for (int i = 0; i < args.Length; i++)
        {
            string value = args[i] is "--null" or "--empty" ? string.Empty
                : i + 1 < args.Length ? args[++i]
                : throw new FormatException($"{args[i]} needs a value, or is not an option.");
            string name = value.Length == 0 ? args[i] : args[i - 1];
            if (!given.TryAdd(name, value))
            {
                throw new FormatException($"{name} is given twice.");
            }
        }

        return given;
    }

    private static SandboxFaultShares Faults(string list, int? seed)
    {
        Dictionary<string, double> shares = [];
        foreach (string part in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            if (pair is not ["429" or "503" or "before" or "after", _])
            {
                throw new FormatException($"--faults {part}: give 429=, 503=, before= or after= with a share from 0 to 1.");
            }

            shares[pair[0]] = Share("--faults", pair[1], 1);
        }

        return new SandboxFaultShares(seed)
        {
            Throttled = shares.GetValueOrDefault("429"),
            Unavailable = shares.GetValueOrDefault("503"),
            LostBefore = shares.GetValueOrDefault("before"),
            LostAfter = shares.GetValueOrDefault("after"),
        };
    }

    private static LimiterFaults Limiter(string name, double refused, int seed)
    {
        IRequestLimiter limiter = Discipline.Parse(name).CreateLimiter();
        return new LimiterFaults(refused > 0 ? new RandomRefusals(limiter, refused, seed) : limiter);
    }

    private static double Share(string name, string text, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share <= most
            ? share
            : throw new FormatException($"{name} {text}: not a number that makes sense here.");
}
