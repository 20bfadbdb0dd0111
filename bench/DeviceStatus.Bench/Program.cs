using System.Diagnostics;
using System.Globalization;
using DeviceStatus.Bench;
using DeviceStatus.Bench.Clients;
using DeviceStatus.Bench.Reports;
using DeviceStatus.Bench.Scenarios;

if (args is ["client", ..])
{
    return await Client.RunAsync(args[1..]);
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
    string? unknown = options.Only.FirstOrDefault(name => Scenario.All.All(scenario => scenario.Name != name));
    if (unknown is not null)
    {
        throw new FormatException(
            $"--only {unknown}: the scenarios are {string.Join(", ", Scenario.All.Select(scenario => scenario.Name))}.");
    }
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
BenchContext context = new(options, Layout.Find());
Stopwatch clock = Stopwatch.StartNew();
int failures = 0;
Dictionary<string, string> reports = [];

// The runs must not read or change the stored quota of the user's own processes.
Environment.SetEnvironmentVariable("DEVICESTATUS_PACE_PATH", context.WorkFile("pace"));
foreach (Scenario scenario in Scenario.All.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Name)))
{
    if (scenario.NeedsPwsh && !context.HasPwsh)
    {
        BenchContext.LeftOut($"the scenario {scenario.Name}.");
        continue;
    }

    try
    {
        Stopwatch own = Stopwatch.StartNew();
        string text = string.Join(Environment.NewLine, await scenario.RunAsync(context, stop.Token));
        Console.WriteLine(text);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({scenario.Name}: {own.Elapsed.TotalSeconds:0} s)"));
        reports[scenario.Name] = text;
        await File.WriteAllTextAsync(Path.Combine(context.Tables, scenario.Name + ".md"), text, stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        return 130;
    }
    catch (InvalidOperationException exception)
    {
        failures++;
        Console.Error.WriteLine($"FAILED: {scenario.Name}: {exception.Message}");
    }
}

Console.Error.WriteLine(
    string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s in all. The tables are in {context.Tables}."));
if (options.UpdateReadme && failures == 0)
{
    string stamp = string.Create(
        CultureInfo.InvariantCulture,
        $"Measured on {DateTimeOffset.UtcNow:yyyy-MM-dd} with `./build.sh bench --update-readme` "
        + $"on {Environment.ProcessorCount} processors; read the ratios.");
    foreach (string page
        in new[] { "README.md", Path.Combine("bench", "README.md") }.Select(name => Path.Combine(context.Layout.Root, name)))
    {
        await File.WriteAllTextAsync(page, ReadmeTables.Update(await File.ReadAllTextAsync(page, stop.Token), reports, stamp), stop.Token);
    }
}

if (options.Quick)
{
    Console.Error.WriteLine("These were few rows, once: a MISSED here says nothing.");
}

return failures == 0 ? 0 : 1;
