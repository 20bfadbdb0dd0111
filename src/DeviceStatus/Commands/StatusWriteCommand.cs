using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Text;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>
/// The base of New-, Set- and Remove-: a row in, one outcome out. Rows are checked here and handed to the engine's bulk writer, whose
/// outcomes come back on the pipeline in input order.
/// </summary>
public abstract class StatusWriteCommand : ConnectedCommand
{
    private readonly HashSet<string> _reportedVersions = new(StringComparer.Ordinal);
    private WriteRun? _run;
    private ResourceDescriptor? _resource;
    private ParameterReader? _reader;
    private bool _callsShouldProcess;
    private long _number;
    private long _whatIfRows;

    private protected StatusWriteCommand()
    {
    }

    /// <summary>The row itself: an object whose properties bind to the parameters by name. An error record carries it as it came.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Rows in one batch.</summary>
    [Parameter]
    [ValidateRange(1, 20)]
    public int BatchSize { get; set; } = 20;

    /// <summary>Batches in flight at a time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>A file that makes the run resumable: JSON Lines, written ahead. Run the same command again to continue.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Sends again what an earlier run with the same journal created without learning the outcome.</summary>
    [Parameter]
    public SwitchParameter RetryInDoubt { get; set; }

    /// <summary>How long the whole run may take; what is not sent by then is reported as NotSent. A bare number is seconds.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? TimeBudget { get; set; }

    /// <summary>What the command does.</summary>
    private protected abstract StatusOperation Operation();

    /// <summary>Whether objects are wanted back.</summary>
    private protected virtual bool ReturnsObjects => false;

    /// <summary>Whether an update addresses the collection.</summary>
    private protected virtual bool IsOnCollection => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _resource = Resource();
        _reader = ParameterReader.For(this, _resource);
        RecordBoundParameters();
        _callsShouldProcess = IsShouldProcessNeeded();
        _ = Current;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _number++;
        GraphRequest request;
        try
        {
            StatusChange change = new(_resource!, Operation(), _reader!.Parent(this), _reader.Id(this)) { OnCollection = IsOnCollection };
            Fill(change, _reader);
            request = RequestBuilder.Build(change, Wanted(Current));
            WriteVersionMessage(change, request);
        }
        catch (ArgumentException exception)
        {
            string id = exception is NothingToChangeException ? GraphErrorId.NothingToChange : GraphErrorId.InvalidRow;
            Take(new WorkItem(_number, new GraphFailure(id, Plain(exception)), Target()));
            return;
        }

        if (_callsShouldProcess && !ShouldSend(request))
        {
            _whatIfRows++;
            return;
        }

        Take(new WorkItem(_number, request, Target()));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_number == 0 && MyInvocation.ExpectingInput)
        {
            WriteWarning("Nothing was sent: no row came through the pipeline that could be bound. Check the file, and that its columns bear the names of the parameters.");
        }

        if (_whatIfRows > 1)
        {
            WriteEstimate();
        }

        _run?.Finish();
    }

    /// <summary>Takes over what the parameters give.</summary>
    private protected virtual void Fill(StatusChange change, object reader)
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CancelWork();
            _run?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override void OnIdle() => _run?.ShowProgress();

    private void Take(WorkItem row)
    {
        _run ??= new WriteRun(this, Current, new WriteRunOptions
        {
            BatchSize = BatchSize,
            ThrottleLimit = ThrottleLimit,
            TimeBudget = TimeBudget,
            ReturnsObjects = ReturnsObjects,
            JournalPath = IsWhatIf() ? null : JournalPath,
            RetryInDoubt = RetryInDoubt,
        });
        _run.Take(row);
    }

    /// <summary>The row as it came; without a pipeline, an object made of the parameters that were given.</summary>
    private PSObject Target()
    {
        if (InputObject is not null)
        {
            return InputObject;
        }

        PSObject target = new();
        if (_reader!.ParentName is { } parent)
        {
            target.Properties.Add(new PSNoteProperty(parent, _reader.Parent(this)));
        }

        target.Properties.Add(new PSNoteProperty("Id", _reader.Id(this)));
        foreach ((string name, object value) in _reader.Given(this))
        {
            target.Properties.Add(new PSNoteProperty(name, value is DateTimeOffset date ? PropertyConverter.FormatDate(date) : value));
        }

        return target;
    }

    /// <summary>Asks whether a request may be sent. -WhatIf and the question show the body; -Verbose does not, because it holds names of people.</summary>
    private bool ShouldSend(GraphRequest request)
    {
        string address = request.UriUnder(Current.Client.Root).AbsoluteUri;
        string full = TextSanitizer.EscapeControls($"{address} {request.BodyText()}".TrimEnd());
        return ShouldProcess(
            Describe(IsWhatIf() ? full : address), Describe(full), "Confirm");

        string Describe(string target) => $"Performing the operation \"{request.Method.Method}\" on target \"{target}\".";
    }

    private bool IsWhatIf() => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Asking costs a text for each row; it is skipped when the answer is known to be yes and nobody reads the question.</summary>
    private bool IsShouldProcessNeeded()
    {
        if (MyInvocation.BoundParameters.ContainsKey("WhatIf") || MyInvocation.BoundParameters.ContainsKey("Confirm") || MyInvocation.BoundParameters.ContainsKey("Verbose"))
        {
            return true;
        }

        CmdletAttribute attribute = (CmdletAttribute)Attribute.GetCustomAttribute(GetType(), typeof(CmdletAttribute))!;
        return LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"))
            || (LanguagePrimitives.TryConvertTo(SessionState.PSVariable.GetValue("ConfirmPreference"), out ConfirmImpact preference)
                && preference != ConfirmImpact.None && attribute.ConfirmImpact >= preference)
            || !string.Equals(SessionState.PSVariable.GetValue("VerbosePreference")?.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase);
    }

    private void WriteVersionMessage(StatusChange change, GraphRequest request)
    {
        GraphVersion? wanted = Wanted(Current);
        string? missing = GraphVersionSelector.Missing(change, wanted ?? GraphVersion.V1);
        if (missing is null || !_reportedVersions.Add(missing))
        {
            return;
        }

        if (wanted is { } asked)
        {
            WriteWarning($"{asked.ToSegment()} has not {missing}; the request goes there all the same, because the connection says -ApiVersion {asked.ToSegment()}.");
        }
        else
        {
            WriteVerbose($"Using {request.Version.ToSegment()}: v1.0 has not {missing}.");
        }
    }

    private void WriteEstimate()
    {
        TimeSpan floor = Current.Client.Pacer.MinimumDuration(_whatIfRows);
        int limit = Current.WriteLimit;
        string pace = limit == 0 ? "without pacing"
            : floor == TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"at once, within the quota of {limit} writes in 20 s")
            : string.Create(CultureInfo.InvariantCulture, $"in at least {Durations.Text(floor)}, at {limit} writes in 20 s");
        Host.UI.WriteLine(string.Create(CultureInfo.InvariantCulture, $"What if: {_whatIfRows:N0} rows would be sent {pace}."));
    }
}
