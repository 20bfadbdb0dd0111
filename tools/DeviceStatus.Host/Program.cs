using DeviceStatus.Host;

if (args.Length == 0 || !File.Exists(args[0]))
{
    Console.Error.WriteLine("usage: DeviceStatus.Host <script.ps1> [arguments]   runs a script in the PowerShell engine");
    return 2;
}

// The engine reads this when it starts.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
return ScriptRunner.Run(Path.GetFullPath(args[0]), args[1..]);
