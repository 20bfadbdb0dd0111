using System.Reflection;
using System.Runtime.Loader;

namespace DeviceStatus.Isolation;

/// <summary>
/// Holds the engine and every dependency apart from the rest of the process: what another module brings in another version is never
/// seen here, and nothing of ours is seen there.
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

    /// <summary>Begins to load the engine's assemblies on request; once, however many runspaces import the module.</summary>
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

    /// <summary>Stops answering when the last runspace has removed the module.</summary>
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

    /// <summary>PowerShell runs the initializer of an assembly once only; a command that runs after a removal hooks again.</summary>
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

    /// <summary>A package that back-ports a part of .NET gives way to the part itself, when that is as new.</summary>
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
