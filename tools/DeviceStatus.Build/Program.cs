using DeviceStatus.Build;

// Inherited by every process that a task starts.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("POWERSHELL_UPDATECHECK", "Off");

string name = args.Length == 0 ? "build" : args[0];
BuildTask? task = BuildTask.All.FirstOrDefault(task => string.Equals(task.Name, name, StringComparison.OrdinalIgnoreCase));
if (task is null)
{
    Console.Error.WriteLine($"There is no task '{name}'. The tasks are:");
    foreach (BuildTask known in BuildTask.All)
    {
        Console.Error.WriteLine($"  {known.Name,-6} {known.Summary}");
    }

    return 2;
}

try
{
    Repository repository = Repository.Find(AppContext.BaseDirectory);
    await task.RunAsync(repository, args.Skip(1).ToList());
    return 0;
}
catch (TaskFailedException exception)
{
    if (exception.Message.Length > 0)
    {
        Console.Error.WriteLine(exception.Message);
    }

    return exception.ExitCode;
}
