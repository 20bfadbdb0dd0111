using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Output;

namespace DeviceStatus.Commands;

/// <summary>Shows the figures of the runs of this session, the newest last.</summary>
[Cmdlet(VerbsCommon.Get, "DeviceStatusRun",
    HelpUri = HelpLinks.Base + "Get-DeviceStatusRun.md")]
[OutputType(typeof(Run), typeof(string))]
public sealed class GetDeviceStatusRunCommand : PSCmdlet
{
    /// <summary>The number of a run. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public int[]? Id { get; set; }

    /// <summary>Only the newest run.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>Outputs each run as JSON, in the shape that docs/run.md describes.</summary>
    [Parameter]
    public SwitchParameter AsJson { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Run[] runs = RunHistory.All();
        if (Id is not null)
        {
            foreach (int missing in Id.Where(id => !Array.Exists(runs, run => run.Id == id)))
            {
                WriteError(ErrorRecords.Create(
                    new ItemNotFoundException(FormattableString.Invariant($"There is no run {missing} in this session.")),
                    "RunNotFound",
                    missing,
                    null,
                    "Get-DeviceStatusRun lists the runs."));
            }

            runs = Array.FindAll(runs, run => Array.IndexOf(Id, run.Id) >= 0);
        }

        Run[] wanted = Last && runs.Length > 0 ? runs[^1..] : runs;
        WriteObject(AsJson ? Array.ConvertAll(wanted, RunJson.Of) : wanted, enumerateCollection: true);
    }
}
