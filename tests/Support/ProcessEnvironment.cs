using System.Runtime.CompilerServices;

namespace DeviceStatus.Tests.Support;

/// <summary>
/// Removes the variables of the machine that change how the code under test behaves, before the first test of an assembly. A test that is
/// about one of them sets it. Compiled into every test project.
/// </summary>
internal static class ProcessEnvironment
{
    /// <summary>Set for a test that runs in a process of its own with the variables it is about.</summary>
    internal const string Prepared = "DEVICESTATUS_TESTS_PREPARED";

    private static readonly string[] Names =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "IMDS_ENDPOINT", "REGION_NAME", "DEVICESTATUS_TRACE_BODY",
    ];

    private static readonly string[] Prefixes = ["AZURE_", "IDENTITY_", "MSI_", "MSAL_"];

    [ModuleInitializer]
    internal static void Clear()
    {
        if (Environment.GetEnvironmentVariable(Prepared) is not null)
        {
            return;
        }

        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (Names.Contains(name, StringComparer.OrdinalIgnoreCase)
                || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
