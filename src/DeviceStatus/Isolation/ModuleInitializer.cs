using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Isolation;

/// <summary>Hooks the engine's load context into the import of the module, and removes it again.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell on import.</summary>
    public void OnImport() => EngineLoadContext.Hook();

    /// <summary>
    /// Called by PowerShell on removal: the connections of the runspace are closed, so that no token or secret stays in memory.
    /// </summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        foreach (Connection connection in ConnectionStore.RemoveOwn())
        {
            PipelineCommand.WaitIgnoringErrors(connection.CloseAsync());
        }

        EngineLoadContext.Unhook();
    }
}
