using System.Management.Automation;

namespace DeviceStatus.Isolation;

/// <summary>Hooks the engine's load context into the import of the module, and out again.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell on import.</summary>
    public void OnImport() => EngineLoadContext.Hook();

    /// <summary>Called by PowerShell on removal.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => EngineLoadContext.Unhook();
}
