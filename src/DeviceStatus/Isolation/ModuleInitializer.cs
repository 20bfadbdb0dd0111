using System.Management.Automation;
using DeviceStatus.Connections;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Isolation;

/// <summary>Registers the load context of the engine when the module is imported, and removes it with the module.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell on import.</summary>
    public void OnImport() => EngineLoadContext.Hook();

    /// <summary>
    /// Called by PowerShell on removal. Closes the connections of the runspace, so that no token or secret remains in memory.
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
