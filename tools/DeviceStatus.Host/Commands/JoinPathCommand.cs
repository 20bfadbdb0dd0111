using System.Management.Automation;

namespace DeviceStatus.Host.Commands;

/// <summary>Join-Path: a folder and a path below it.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
public sealed class JoinPathCommand : PSCmdlet
{
    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = string.Empty;

    /// <summary>The path below it.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string ChildPath { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(SessionState.Path.Combine(Path, ChildPath));
}
