using System.Runtime.CompilerServices;

[assembly: AssemblyFixture(typeof(DeviceStatus.Module.Tests.Harness.ModuleFixture))]

// Connections, runs and $PSStyle belong to the process, so one test at a time uses them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>Prepares the process before the PowerShell engine starts.</summary>
internal static class EngineSetup
{
    [ModuleInitializer]
    internal static void Initialize() => Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
}
