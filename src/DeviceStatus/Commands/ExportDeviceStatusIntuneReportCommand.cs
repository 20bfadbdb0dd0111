using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Exports any report of Intune by its name, to a CSV file or as objects.</summary>
[Cmdlet(
    VerbsData.Export,
    "DeviceStatusIntuneReport",
    HelpUri = HelpLinks.Base + "Export-DeviceStatusIntuneReport.md",
    SupportsShouldProcess = true)]
[OutputType("DeviceStatus.IntuneReportRow")]
[OutputType(typeof(FileInfo))]
public sealed class ExportDeviceStatusIntuneReportCommand : SeveralConnectionsCommand
{
    private readonly List<ReportRun> _runs = [];

    /// <summary>The name of the report, in Intune's spelling.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = HelpMessages.ReportName)]
    [ArgumentCompleter(typeof(ReportNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>The CSV file to write. Without it the rows are output as objects.</summary>
    [Parameter(Position = 1)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A filter in the syntax of the report.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>The columns. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReportColumnCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Property { get; set; } = [];

    /// <summary>The id of an export job that an earlier command started, to continue with it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReportJobCompleter))]
    [ValidateNotNullOrEmpty]
    public string? JobId { get; set; }

    /// <summary>How long the job may take. A bare number is seconds. Default: 30 minutes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Fails if the file exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Outputs the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string? file = Path is null ? null : OutputFile.Resolve(this, Path, nameof(Path), "report.csv", noClobber: NoClobber);
        IReadOnlyList<Connection> connections = OpenConnections(Connection);
        if (file is not null && connections.Count > 1)
        {
            Fail(
                new ArgumentException($"-Path names one file, and there are {connections.Count} connections."),
                "InvalidArgument",
                Path,
                "Leave -Path out and pipe the rows to Export-Csv; each has its Connection.");
        }

        if (ShouldProcess(file ?? Name, $"Export report {Name}"))
        {
            Export(connections, file);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _runs.ForEach(run => run.Dispose());
        }

        base.Dispose(disposing);
    }

    /// <summary>The jobs run side by side; each is delivered when it is completed.</summary>
    private void Export(IReadOnlyList<Connection> connections, string? file)
    {
        ExportJobRequest request = new() { ReportName = Name, Filter = Filter, Select = Property };
        List<ReportRun> waiting =
            [.. connections.Select(connection => new ReportRun(this, connection, request, JobId, Timeout, connections.Count > 1))];
        _runs.AddRange(waiting);
        waiting.ForEach(run => run.Start());
        while (waiting.Count > 0)
        {
            Await(Task.WhenAny(waiting.Select(run => run.Job)));
            ReportRun run = waiting.Find(one => one.Job.IsCompleted)!;
            waiting.Remove(run);
            Deliver(run, file);
        }
    }

    private void Deliver(ReportRun run, string? file)
    {
        Connection connection = run.Connection;
        try
        {
            if (file is null)
            {
                run.WriteRows(row => WriteObject(ReportObject.Create(row, connection.Name)));
            }
            else
            {
                run.WriteFile(file, NoClobber);
                if (PassThru)
                {
                    WriteObject(new FileInfo(file));
                }
            }
        }
        catch (ArgumentException exception)
        {
            Fail(exception, "InvalidArgument", Name);
        }
        catch (Exception exception) when (exception is ReportFailedException or EndpointRefusedException or IOException
            or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.Create(exception, "ReportFailed", Name, null, null, connection));
        }
        catch (GraphFailureException exception)
        {
            WriteError(ErrorRecords.CreateAdvised(exception.Failure, Name, Advise(exception.Failure), connection));
        }
    }

    /// <summary>An unknown report is usually a misspelled name.</summary>
    private string? Advise(GraphFailure failure)
    {
        if (JobId is not null && failure.StatusCode is 400 or 404 or 410)
        {
            return "Check -JobId: the service keeps a job for some hours. Leave it out to export the report again.";
        }

        if (failure.ErrorId != GraphErrorId.BadRequest)
        {
            return null;
        }

        string[] known = [.. IntuneReportCatalog.Reports.Select(report => report.Name)];
        return known.Contains(Name, StringComparer.OrdinalIgnoreCase) ? "Check -Filter and -Property, then run the command again."
            : NearestName.Find(Name, known) is { } nearest ? $"Check -Name: did you mean '{nearest}'?"
            : $"Check -Name. Reports that this module knows: {string.Join(", ", known)}.";
    }
}
