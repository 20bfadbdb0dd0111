using System.Reflection;
using System.Runtime.Loader;

namespace DeviceStatus.Isolation;

/// <summary>
/// Loads the engine and its dependencies separately from the rest of the process, so that this module and other modules do not see each
/// other's versions of an assembly.
/// </summary>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    private static readonly string[] Gateways = ["DeviceStatus.Graph", "DeviceStatus.Reporting", "DeviceStatus.Sandbox"];
    private static readonly Lazy<EngineLoadContext> Instance = new(() => new EngineLoadContext());
    private static readonly object Gate = new();
    private static int _imports;

    private readonly string _lib = Path.Combine(Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!, "lib");
    private readonly Lazy<Dictionary<string, string>> _platform = new(PlatformAssemblies);

    private EngineLoadContext()
        : base("DeviceStatus")
    {
    }

    /// <summary>Registers the context once, however many runspaces import the module.</summary>
    internal static void Hook()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
            {
                Default.Resolving += Resolve;
            }
        }
    }

    /// <summary>Unregisters the context when the last runspace has removed the module.</summary>
    internal static void Unhook()
    {
        lock (Gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                Default.Resolving -= Resolve;
            }
        }
    }

    /// <summary>
    /// PowerShell runs the initializer of an assembly only once, so a command that runs after a removal registers the context again.
    /// </summary>
    internal static void EnsureHooked()
    {
        lock (Gate)
        {
            if (_imports == 0)
            {
                _imports = 1;
                Default.Resolving += Resolve;
            }
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string file = Path.Combine(_lib, assemblyName.Name + ".dll");
        return !File.Exists(file) || PlatformHasAtLeast(assemblyName.Name!, file) ? null : LoadFromAssemblyPath(file);
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        Array.IndexOf(Gateways, name.Name) >= 0 ? Instance.Value.LoadFromAssemblyName(name) : null;

    /// <summary>If a dependency is part of .NET in the same or a newer version, that of .NET is used.</summary>
    private bool PlatformHasAtLeast(string name, string file) =>
        name.StartsWith("System.", StringComparison.Ordinal)
        && _platform.Value.TryGetValue(name, out string? platform)
        && AssemblyName.GetAssemblyName(platform).Version >= AssemblyName.GetAssemblyName(file).Version;

    private static Dictionary<string, string> PlatformAssemblies()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Directory.EnumerateFiles(runtime, "System.*.dll")
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => path, StringComparer.Ordinal);
    }
}
