using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(DeviceStatus.Module.Tests.Harness.ModuleFixture))]

// Connections, runs and $PSStyle belong to the process, so one test at a time uses them.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>Prepares the process before the PowerShell engine starts.</summary>
internal static class EngineSetup
{
    [ModuleInitializer]
    internal static void Initialize() => Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
}
