using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>The base of Get-: one read for a call, or one for each object piped in, side by side and in input order.</summary>
public abstract class ReadCommand : StatusCommand
{
    private FilterVerifier? _verifier;
    private ReadRun? _run;
    private bool _reportedVersion;

    private protected ReadCommand()
    {
    }

    /// <summary>The properties to read. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PropertyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>The filter of a list, where the command has one.</summary>
    private protected virtual string? ListFilter => null;

    /// <summary>The limit of a list, where the command has one.</summary>
    private protected virtual int? ListTop => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _verifier = FilterVerifier.Create(Resource, ListFilter, out string? isUnchecked);
        if (isUnchecked is not null)
        {
            WriteVerbose(isUnchecked);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        long number = NextRow();
        RowValues values = HasRows ? Rows.Read(InputObject) : Rows.ReadTyped();
        if (values.IsBlank)
        {
            WriteVerbose(FormattableString.Invariant($"Row {number} is ignored: every cell is empty."));
            return;
        }

        if (values.Problems.Count > 0)
        {
            string problems = string.Join(' ', values.Problems.Select(problem => problem.Problem));
            Refuse(number, MyInvocation.ExpectingInput ? FormattableString.Invariant($"Row {number}: {problems}") : problems, InputObject);
            return;
        }

        (string? ParentId, string? Id)[] addresses = [.. Addresses(values)];
        foreach ((string? parentId, string? id) in addresses)
        {
            object? target = (object?)InputObject ?? id ?? parentId;
            try
            {
                Read(number, parentId, id, target, isSideBySide: MyInvocation.ExpectingInput || addresses.Length > 1);
            }
            catch (ArgumentException exception)
            {
                Refuse(number, Plain(exception), target);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _run?.Finish();
        if (_verifier?.Warning is { } warning)
        {
            WriteWarning(warning);
        }
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

    private void Read(long number, string? parentId, string? id, object? target, bool isSideBySide)
    {
        PolicyIds.EnsureKind(parentId, Resource);
        GraphRequest request = Build(parentId, id, ListTop);
        WriteVersionMessage(request);
        ListFilter? screen = request.IsList ? new ListFilter(_verifier, ListTop, ListTop is null ? null : Build(parentId, id, null)) : null;
        if (isSideBySide)
        {
            (_run ??= new ReadRun(this, Current, Advise)).Take(new WorkItem(number, request, target), screen);
            return;
        }

        ReadOne(new WorkItem(number, request, target), screen);
    }

    private GraphRequest Build(string? parentId, string? id, int? top) => Resource.IsSingleton || id is not null
        ? RequestBuilder.Get(Resource, parentId, id, Property, Wanted(Current))
        : RequestBuilder.List(Resource, parentId, ListFilter, Property, top, Wanted(Current));

    private string? Advise(GraphFailure failure) => QueryAdvice.For(failure, Resource, Property, ListFilter);

    private void Refuse(long number, string message, object? target)
    {
        GraphFailure failure = new(GraphErrorId.InvalidRow, message);
        if (_run is null)
        {
            WriteError(ErrorRecords.Create(failure, target));
        }
        else
        {
            // It takes its place among the others.
            _run.Take(new WorkItem(number, failure, target), null);
        }
    }

    /// <summary>Reads one object or one list. The next page is requested no earlier than needed, so that Select-Object -First costs little.</summary>
    private void ReadOne(WorkItem read, ListFilter? screen)
    {
        using OverviewComparison? comparison = screen is null
            ? null
            : OverviewComparison.Begin(this, Current.Client, read.Request!, hasLimits: ListFilter is not null || ListTop is not null);
        _run = new ReadRun(this, Current, Advise, readAhead: 0);
        _run.Take(read, screen);
        _run.Finish();
        if (!_run.HasFailed)
        {
            comparison?.End(_run.Count);
        }
    }

    private void WriteVersionMessage(GraphRequest request)
    {
        if (!_reportedVersion && Wanted(Current) is null && request.Version == GraphVersion.Beta)
        {
            _reportedVersion = true;
            WriteVerbose("The v1.0 API does not define everything that this command reads. The request uses beta.");
        }
    }
}
