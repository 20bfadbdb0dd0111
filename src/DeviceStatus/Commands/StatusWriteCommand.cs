using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>
/// The base of the New, Set and Remove cmdlets. It checks the rows and passes them to the engine, whose outcomes are written in input
/// order, one for each row.
/// </summary>
public abstract class StatusWriteCommand : StatusCommand
{
    private readonly WhatIfSummary _whatIf = new();
    private readonly WriteRowWarnings _warnings;
    private FailedRowFile? _failedRows;
    private WriteRun? _run;
    private bool? _namesConnections;
    private bool _isRunExpected;
    private bool _callsShouldProcess;
    private bool _isWhatIf;
    private long _declined;
    private long _blankRows;

    private protected StatusWriteCommand() => _warnings = new WriteRowWarnings(this);

    /// <summary>
    /// The connection to use, its name or its tenant id. A row can name its own in a column Connection. Default: the newest connection of
    /// this runspace, else of this process.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RowConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public Connection? Connection { get; set; }

    /// <summary>The number of rows in a batch.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, 20)]
    public int BatchSize { get; set; } = 20;

    /// <summary>The number of concurrent batches.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Names of columns that are not those of the parameters: <c>@{ 'Device name' = 'DeviceDisplayName' }</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNull]
    public Hashtable? ColumnMap { get; set; }

    /// <summary>A write-ahead file of JSON Lines that makes the run resumable. Run the same command again to continue.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Looks for the object of each creation whose outcome is not known, and creates it if it does not exist.</summary>
    [Parameter]
    public SwitchParameter RetryInDoubt { get; set; }

    /// <summary>A CSV file for each row that is not done, unchanged, with RowNumber, ErrorId and Reason.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FailedPath { get; set; }

    /// <summary>
    /// How long the whole run may take; rows that are not sent by then are reported as NotSent. A bare number is in seconds.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation]
    public TimeSpan? TimeBudget { get; set; }

    /// <summary>
    /// The number of rows that may fail or have an unknown outcome before the run stops; the other rows are reported as NotSent. Default:
    /// no limit.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxErrors { get; set; }

    /// <summary>The number of rows in the pipeline, used only to show the remaining time.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, long.MaxValue)]
    public long? TotalCount { get; set; }

    /// <summary>The maximum number of retries of a row. Default: the limits of the retry policy.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(0, 100)]
    public int? RetryLimit { get; set; }

    /// <summary>How long a stopped run waits for requests in flight. Default: 2 s. A bare number is in seconds.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [DurationTransformation]
    public TimeSpan? StopGrace { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<Connection>? TypedConnections => Connection is null ? null : [Connection];

    /// <summary>Whether the command outputs objects.</summary>
    private protected virtual bool ReturnsObjects => Use == RowUse.Create;

    /// <summary>Whether the command must not prompt.</summary>
    private protected virtual bool IsForced => false;

    /// <summary>Whether an update addresses the collection.</summary>
    private protected virtual bool IsOnCollection => false;

    /// <inheritdoc/>
    private protected override IDictionary? ColumnNames => ColumnMap;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (MyInvocation.ExpectingInput && (Typed.ParentIds?.Count > 1 || Typed.Ids?.Count > 1))
        {
            Fail(
                new ArgumentException("Several ids were given, but each row of the pipeline is for one object. "
                    + "Give one id, or let each row name its own."),
                "InvalidArgument");
        }

        _callsShouldProcess = ConfirmationPreferences.NeedsShouldProcess(this);
        _isWhatIf = ConfirmationPreferences.IsWhatIf(this);
        _failedRows = FailedPath is null || _isWhatIf
            ? null
            : OpenFailedRows(OutputFile.Resolve(this, FailedPath, nameof(FailedPath), "failed.csv", "FailedPathError"));
        _isRunExpected = true;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (HasRows)
        {
            long number = NextRow();
            RowValues values = Rows.Read(InputObject);
            _warnings.OnRow(number, values, Rows);
            if (values.IsBlank)
            {
                _blankRows++;
                WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"Row {number} is ignored: every cell is empty."));
                return;
            }

            _namesConnections ??= TypedConnections is null && values.NamesConnection;
            Connection? connection = ConnectionsOf(values) is [{ } one, ..] ? one : null;
            Process(number, connection, values, Typed.ParentIds?[0] ?? values.ParentId, Typed.Ids?[0] ?? values.Id);
            return;
        }

        RowValues typed = Rows.ReadTyped();
        Connection only = ConnectionsOf(typed)[0];
        List<(string? ParentId, string? Id)> addresses = [.. Addresses(typed)];
        TotalCount = addresses.Count;
        foreach ((string? parentId, string? id) in addresses)
        {
            Process(NextRow(), only, typed, parentId, id);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (RowNumber == 0 && MyInvocation.ExpectingInput)
        {
            WriteWarning("Nothing was sent: no row came through the pipeline. "
                + "The file may contain only the line of column names. Check the file, and the commands before this one.");
        }
        else if (RowNumber > 0 && _blankRows == RowNumber)
        {
            WriteWarning("Nothing was sent: every row that came through the pipeline is empty.");
        }

        if (_isWhatIf)
        {
            foreach (string line in _whatIf.Lines())
            {
                Host.UI.WriteLine(line);
            }
        }
        else if (_declined > 0)
        {
            WriteVerbose(string.Create(
                CultureInfo.InvariantCulture,
                $"{_declined:N0} {(_declined == 1 ? "row was" : "rows were")} not sent, because the prompt was declined."));
        }

        _run?.Finish();
        AddEmptyRun(RunState.Completed);
        _failedRows?.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _run?.Dispose();
            AddEmptyRun(RunState.Stopped);
            _failedRows?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override void OnIdle() => _run?.ShowProgress();

    private protected override string? RunConnection => _run is null ? Connection?.Name ?? string.Empty : null;

    /// <summary>Records that the command ran without a row, so that the newest run is never that of an earlier command.</summary>
    private void AddEmptyRun(RunState state)
    {
        if (_isRunExpected && _run is null && !_isWhatIf && !IsRefused)
        {
            RunHistory.Add(MyInvocation.MyCommand.Name, ConnectionName, state);
        }

        _isRunExpected = false;
    }

    private void Process(long number, Connection? connection, RowValues values, string? parentId, string? id)
    {
        if (values.Problems.Count > 0 || connection is null)
        {
            Refuse(
                number,
                connection,
                GraphErrorId.InvalidRow,
                string.Join(' ', values.Problems.Select(problem => problem.Problem)),
                Target(parentId, id));
            return;
        }

        if (values.IsUnchanged)
        {
            if (_isWhatIf)
            {
                _whatIf.AddUnchanged();
            }
            else
            {
                Take(connection, WorkItem.CreateDone(number, InputObject));
            }

            return;
        }

        GraphRequest request;
        try
        {
            request = Build(connection, values, parentId, id);
        }
        catch (ArgumentException exception)
        {
            string errorId = exception is NothingToChangeException ? GraphErrorId.NothingToChange : GraphErrorId.InvalidRow;
            Refuse(number, connection, errorId, MessageOf(exception), Target(parentId, id));
            return;
        }

        _warnings.OnAddress(number, connection, parentId, id);
        if (_isWhatIf)
        {
            if (_whatIf.IsShown)
            {
                ShouldSend(connection, request, values);
            }

            _whatIf.AddSent(connection, request.Method.Method, parentId);
            return;
        }

        if (_callsShouldProcess && !ShouldSend(connection, request, values))
        {
            _declined++;
            return;
        }

        Take(connection, new WorkItem(number, request, Target(parentId, id)));
    }

    private GraphRequest Build(Connection connection, RowValues values, string? parentId, string? id)
    {
        PolicyIds.EnsureKind(parentId, Resource);
        StatusChange change = values.ToChange(Resource, Use, parentId, id, IsOnCollection);
        GraphRequest request = RequestBuilder.Build(change, ApiVersionOf(connection));
        _warnings.OnVersion(ApiVersionOf(connection), change, request);
        return request;
    }

    private void Refuse(long number, Connection? connection, string errorId, string message, PSObject target)
    {
        string prefix = MyInvocation.ExpectingInput ? string.Create(CultureInfo.InvariantCulture, $"Row {number}: ") : string.Empty;
        GraphFailure failure = new(errorId, prefix + message);
        if (_isWhatIf)
        {
            // With -WhatIf nothing is sent, so there is no run, no figures and no journal.
            _whatIf.AddRefused(errorId);
            WriteError(ErrorRecords.Create(failure, target, connection));
            return;
        }

        Take(connection, new WorkItem(number, failure, target));
    }

    private void Take(Connection? connection, WorkItem row)
    {
        _run ??= new WriteRun(this, connection, _namesConnections == true, new WriteRunOptions
        {
            Resource = Resource,
            OpenConnections = ConnectionStore.All().Length,
            BatchSize = BatchSize,
            ThrottleLimit = ThrottleLimit,
            TimeBudget = TimeBudget,
            ReturnsObjects = ReturnsObjects,
            JournalPath = JournalPath,
            RetryInDoubt = RetryInDoubt,
            FailedRows = _failedRows,
            MaxErrors = MaxErrors,
            TotalCount = TotalCount,
            RetryLimit = RetryLimit,
            StopGrace = StopGrace,
        });
        if (connection is null)
        {
            _run.Refuse(row);
        }
        else
        {
            _run.Take(connection, row);
        }
    }

    /// <summary>The target of an error record: the row, or an object with the parameters of the command line.</summary>
    private PSObject Target(string? parentId, string? id)
    {
        if (InputObject is not null)
        {
            return InputObject;
        }

        PSObject target = new();
        if (MyInvocation.ExpectingInput)
        {
            // The row was null.
            return target;
        }

        if (Resource.ParentParameter is { } parent)
        {
            target.Properties.Add(new PSNoteProperty(parent, parentId));
        }

        target.Properties.Add(new PSNoteProperty("Id", id));
        foreach ((PropertyDescriptor property, object value) in Typed.Properties)
        {
            target.Properties.Add(
                new PSNoteProperty(property.DisplayName, value is DateTimeOffset date ? PropertyConverter.FormatDate(date) : value));
        }

        return target;
    }

    /// <summary>
    /// Whether a request may be sent. -WhatIf and the prompt show the body, the device and the user; -Verbose does not, because they are
    /// personal data.
    /// </summary>
    private bool ShouldSend(Connection connection, GraphRequest request, RowValues values)
    {
        // Tenants of one cloud have the same addresses.
        string over = _namesConnections == true && ConnectionStore.All().Length > 1
            ? $" over connection '{connection.Name}'"
            : string.Empty;
        string address = request.UriUnder(connection.Client.Root).AbsoluteUri;
        string full = TextSanitizer.EscapeControls($"{address} {request.BodyText()}".TrimEnd());
        if (IsForced && !_isWhatIf && !MyInvocation.BoundParameters.ContainsKey("Confirm"))
        {
            WriteVerbose(Describe(address, string.Empty));
            return true;
        }

        string question = Describe(full, RowLabel.Of(values, InputObject));
        return ShouldProcess(_isWhatIf ? question : Describe(address, string.Empty), question, "Confirm");

        string Describe(string target, string label) =>
            $"Performing the operation \"{request.Method.Method}\" on target \"{target}\"{over}{label}.";
    }

    private FailedRowFile OpenFailedRows(string path)
    {
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (JournalPath is not null && string.Equals(path, FileSystemPath.Resolve(this, JournalPath, nameof(JournalPath)), comparison))
        {
            Fail(
                new ArgumentException($"-FailedPath and -JournalPath name the same file, '{path}'. Give each a file of its own."),
                "InvalidArgument",
                path);
        }

        try
        {
            return FailedRowFile.Open(path, Rows.IdColumn);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Fail(new IOException($"-FailedPath '{path}' cannot be used: {exception.Message}", exception), "FailedPathError", path);
            throw;
        }
    }
}
