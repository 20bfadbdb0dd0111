using System.Management.Automation;
using System.Text;
using System.Threading.Channels;
using DeviceStatus.Graph.Files;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting;

namespace DeviceStatus.Commands;

/// <summary>Writes one self-contained HTML page about statuses, a run or a journal.</summary>
[Cmdlet(VerbsData.Export, "DeviceStatusReport", HelpUri = HelpLinks.Base + "Export-DeviceStatusReport.md", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDeviceStatusReportCommand : ReportCommandBase
{
    private readonly Channel<ReportRow> _rows = Channel.CreateBounded<ReportRow>(4096);
    private string _file = string.Empty;
    private Task? _writing;

    /// <summary>The file to write. A file that is there is replaced, in one step at the end.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The heading of the page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Device status";

    /// <summary>Refuses to replace a file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Outputs the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _file = FileSystemPath.Resolve(this, Path, nameof(Path));
        if (Directory.Exists(_file))
        {
            Fail(new IOException($"-Path '{_file}' is a folder; name a file, such as report.html."), "InvalidArgument", Path);
        }

        if (NoClobber && File.Exists(_file))
        {
            Fail(new IOException($"'{_file}' exists, and -NoClobber was given."), "InvalidArgument", Path);
        }

        if (!ShouldProcess(_file, "Write report"))
        {
            _file = string.Empty;
            return;
        }

        _writing = Task.Run(WriteAsync, StopToken);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_writing is null)
        {
            return;
        }

        _rows.Writer.TryComplete();
        Finish();
        if (PassThru)
        {
            WriteObject(new FileInfo(_file));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _writing is not null)
        {
            CancelWork();
            WaitIgnoringErrors(_writing);
        }

        base.Dispose(disposing);
    }

    private protected override void Take(IEnumerable<ReportRow> rows)
    {
        foreach (ReportRow row in rows)
        {
            if (_writing is not null && !_rows.Writer.TryWrite(row))
            {
                Task<bool> room = _rows.Writer.WaitToWriteAsync(StopToken).AsTask();
                if (!Await(room))
                {
                    // The writer closes the channel only when the file cannot be written; its error says why.
                    Finish();
                }

                _rows.Writer.TryWrite(row);
            }
        }
    }

    private void Finish()
    {
        try
        {
            Await(_writing!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception, "ReportError", Path);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            using ReplacementFile file = ReplacementFile.Create(_file);
            StreamWriter writer = new(file.Content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            await using (writer.ConfigureAwait(false))
            {
                ReportOptions options = new() { Title = Title, GeneratedOn = DateTimeOffset.UtcNow, GraceDays = GraceDays, Source = JournalPath };

                // Awaited as a plain Task: a state machine must not hold a type of the engine by value, see EngineLoadContext.
                Task written = HtmlReport.WriteAsync(writer, options, _rows.Reader.ReadAllAsync(StopToken), StopToken);
                await written.ConfigureAwait(false);
            }

            file.Commit(overwrite: !NoClobber);
        }
        catch
        {
            _rows.Writer.TryComplete();
            throw;
        }
    }
}
