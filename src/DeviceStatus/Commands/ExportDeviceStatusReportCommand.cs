using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DeviceStatus.Binding;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting;
using DeviceStatus.Reporting.Comparison;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Files;
using DeviceStatus.Reporting.Snapshots;
using DeviceStatus.Reports;

namespace DeviceStatus.Commands;

/// <summary>Writes a report about statuses, a run or a journal: a page for a browser, Markdown, JSON or CSV.</summary>
[Cmdlet(VerbsData.Export, "DeviceStatusReport", HelpUri = HelpLinks.Base + "Export-DeviceStatusReport.md", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDeviceStatusReportCommand : ReportCommandBase
{
    private const int MaxHeld = 20_000;

    private readonly Channel<ReportRow> _rows = Channel.CreateBounded<ReportRow>(4096);
    private readonly HashSet<(string? Connection, string Kind, string? PolicyId)> _seen = [];
    private readonly List<SnapshotCoverage> _coverage = [];
    private ReportContent? _content;
    private SnapshotCollector? _collector;
    private SnapshotFile? _reference;
    private string _file = string.Empty;
    private Task? _writing;

    /// <summary>The file to write. An existing file is replaced in one step when the report is complete.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = HelpMessages.ReportPath)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The format of the report. Default: by the extension of the file; Html for an unknown extension.</summary>
    [Parameter]
    [ValidateSet("Html", "Markdown", "Json", "Csv")]
    public string? Format { get; set; }

    /// <summary>An earlier snapshot. The report then begins with the changes since.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReferenceSnapshot { get; set; }

    /// <summary>Policies of Get-DeviceStatusPolicy, for the provisioning profiles that expire soon. They can also be piped.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNull]
    public PSObject[] Policy { get; set; } = [];

    /// <summary>The heading of the report.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Device status";

    /// <summary>Opens the report.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <summary>Fails if the file exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Appends a Markdown report to the file, for example to <c>$env:GITHUB_STEP_SUMMARY</c> of GitHub Actions.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Outputs the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _file = OutputFile.Resolve(this, Path, nameof(Path), "report.html", "ReportError", "InvalidArgument", NoClobber);
        CheckArguments();
        if (!ShouldProcess(_file, "Write report"))
        {
            _file = string.Empty;
            return;
        }

        if (ReferenceSnapshot is not null)
        {
            _reference = OpenReference(
                InputFile.Resolve(this, ReferenceSnapshot, nameof(ReferenceSnapshot), "yesterday.jsonl.gz", "SnapshotInvalid"));
            _collector = new SnapshotCollector(this, DateTimeOffset.UtcNow, isComplete: false);
            _content = new ReportContent { Rows = _rows.Reader.ReadAllAsync(StopToken) };
        }
        else
        {
            _content = new ReportContent { Rows = _rows.Reader.ReadAllAsync(StopToken) };
            StartWriting(_content);
        }

        foreach (PSObject policy in Policy)
        {
            TakePolicy(policy);
        }

        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || _content is null || TakePolicy(InputObject))
        {
            return;
        }

        if (_collector is not null)
        {
            _collector.Take(InputObject);
        }
        else if (CoverageReader.Read(InputObject) is { } coverage)
        {
            _coverage.AddRange(coverage);
        }
        else
        {
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_content is null)
        {
            return;
        }

        if (_collector is not null)
        {
            StartComparison(_collector, _reference!);
        }
        else
        {
            IReadOnlyList<SnapshotCoverage>? coverage = _coverage.Count > 0 ? _coverage
                : _seen.Count > 0 ? CoverageReader.OfLastRun(_seen)
                : null;
            AddGaps(_content, coverage ?? []);
        }

        _rows.Writer.TryComplete();
        Finish();
        if (PassThru)
        {
            WriteObject(new FileInfo(_file));
        }

        if (Show)
        {
            Open();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_writing is not null)
            {
                CancelWork();
                WaitIgnoringErrors(_writing);
            }

            _collector?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override void Take(IEnumerable<ReportRow> rows)
    {
        foreach (ReportRow row in rows)
        {
            if (row.PolicyKind is not null)
            {
                _seen.Add((row.Connection, row.PolicyKind, row.ParentId));
            }

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

    private static void AddGaps(ReportContent content, IEnumerable<SnapshotCoverage> coverage)
    {
        foreach (SnapshotCoverage record in coverage.Where(record => record.StateName is "Partial" or "Failed"))
        {
            content.Gaps.Add(new CoverageGap(
                record.Connection,
                record.Kind,
                record.PolicyName ?? record.PolicyId,
                record.StateName,
                record.Read,
                record.Expected,
                record.Reason));
        }
    }

    /// <summary>Reads the rows, changed ones first.</summary>
    private static async IAsyncEnumerable<ReportRow> ReadRowsAsync(
        SnapshotComparer comparer, List<ReportRow> changedRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The snapshots are read synchronously; an async iterator without an await is a warning.
        await Task.CompletedTask.ConfigureAwait(false);

        // Changes beyond the limit are read again, because keeping all of them could exhaust the memory.
        IEnumerable<ReportRow> changed = changedRows.Count < MaxHeld
            ? changedRows
            : comparer.Join(cancellationToken)
                .Where(pair => pair.After is not null && pair.Change is not null)
                .Select(ReportRows.FromDifference);
        foreach (ReportRow row in changed)
        {
            yield return row;
        }

        foreach (StatusDifference same in comparer.Join(cancellationToken).Where(pair => pair.After is not null && pair.Change is null))
        {
            yield return ReportRows.FromDifference(same);
        }
    }

    /// <summary>The given format, or that of the file name. With -Append, an unknown extension means Markdown.</summary>
    private string ChosenFormat
    {
        get
        {
            string named = ReportFile.FormatOf(_file);
            return Format ?? (Append && named == nameof(ReportFormat.Html) ? nameof(ReportFormat.Markdown) : named);
        }
    }

    private void CheckArguments()
    {
        if (Append && ChosenFormat != nameof(ReportFormat.Markdown))
        {
            Fail(
                new ArgumentException("-Append supports only Markdown. Write a report of another format to a new file."),
                "InvalidArgument",
                Path);
        }

        if (Show && !InteractiveSession.IsInteractive(Host))
        {
            Fail(
                new InvalidOperationException(
                    $"-Show opens a window, and this session is not interactive. Leave -Show out, and open '{_file}' yourself."),
                "InvalidArgument",
                Path);
        }

        if (ReferenceSnapshot is not null && JournalPath is not null)
        {
            Fail(new ArgumentException("-ReferenceSnapshot compares statuses, and a journal holds none. "
                + "Give one of -ReferenceSnapshot and -JournalPath."), "InvalidArgument", Path);
        }
    }

    private SnapshotFile OpenReference(string path)
    {
        try
        {
            return SnapshotFile.Open(path);
        }
        catch (SnapshotException exception)
        {
            Fail(exception, "SnapshotInvalid", path);
            throw;
        }
    }

    /// <summary>Compares the collected statuses with the reference, and starts writing the report.</summary>
    private void StartComparison(SnapshotCollector collector, SnapshotFile reference)
    {
        collector.Finish();
        try
        {
            SnapshotComparer comparer = new(reference, collector.Snapshot);
            List<ReportRow> changedRows = [];
            ReportContent content = new()
            {
                Rows = ReadRowsAsync(comparer, changedRows, StopToken),
                Gone = comparer.Join(StopToken)
                    .Where(pair => pair.After is null && pair.Change is not null)
                    .Select(ReportRows.FromDifference),
                Changes = new ChangeList(reference.Header.TakenOn),
            };
            foreach (ExpiringProfile profile in _content!.Profiles)
            {
                content.Profiles.Add(profile);
            }

            AddGaps(content, collector.Snapshot.Header.Coverage);
            foreach (StatusDifference difference in comparer.Compare(StopToken))
            {
                content.Changes.Add(ChangeObject.ToReportChange(difference));
                if (difference.After is not null && changedRows.Count < MaxHeld)
                {
                    changedRows.Add(ReportRows.FromDifference(difference));
                }
            }

            ComparisonWarning.WriteTwoSources(this, comparer);
            content.Changes.Undecided = comparer.Undecided;
            StartWriting(content);
        }
        catch (SnapshotException exception)
        {
            Fail(exception, "SnapshotInvalid", ReferenceSnapshot);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Adds a policy; returns false for any other object.</summary>
    private bool TakePolicy(PSObject input)
    {
        if (!ObjectReader.TypeNames(input).Contains("Policy", StringComparer.Ordinal))
        {
            return false;
        }

        if (ObjectReader.Date(input, "ExpirationDateTime") is { } expiresOn)
        {
            _content?.Profiles.Add(new ExpiringProfile(
                ObjectReader.Text(input, "DisplayName"),
                StatusReader.ConnectionName(input),
                ObjectReader.Text(input, "Id"),
                ObjectReader.Text(input, "PayloadFileName"),
                expiresOn));
        }

        return true;
    }

    private void StartWriting(ReportContent content)
    {
        ReportOptions options = new() { Title = Title, GeneratedOn = DateTimeOffset.UtcNow, GraceDays = GraceDays, Source = JournalPath };
        string format = ChosenFormat;
        _writing = Task.Run(() => WriteAsync(format, options, content), StopToken);
    }

    private async Task WriteAsync(string format, ReportOptions options, ReportContent content)
    {
        try
        {
            Task written = Append
                ? ReportFile.AppendMarkdownAsync(_file, options, content, StopToken)
                : ReportFile.WriteAsync(_file, format, options, content, !NoClobber, StopToken);
            await written.ConfigureAwait(false);
        }
        finally
        {
            _rows.Writer.TryComplete();
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

    private void Open()
    {
        try
        {
            using Process? viewer = Process.Start(new ProcessStartInfo(_file) { UseShellExecute = true });
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            WriteError(ErrorRecords.Create(
                exception,
                "ReportError",
                _file,
                $"The report was written, but cannot be opened: {exception.Message}",
                $"Open '{_file}' yourself."));
        }
    }
}
