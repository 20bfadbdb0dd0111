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
public abstract class ReadCommand : ConnectedCommand
{
    private ResourceDescriptor? _resource;
    private ParameterReader? _reader;
    private FilterVerifier? _verifier;
    private ReadRun? _run;
    private long _number;
    private bool _reportedVersion;

    private protected ReadCommand()
    {
    }

    /// <summary>An object whose properties bind to the parameters by name. An error record carries it as it came.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

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
        _resource = Resource();
        _reader = ParameterReader.For(this, _resource);
        RecordBoundParameters();
        _verifier = FilterVerifier.Create(_resource, ListFilter, out string? isUnchecked);
        if (isUnchecked is not null)
        {
            WriteVerbose(isUnchecked);
        }

        _ = Current;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _number++;
        object? target = (object?)InputObject ?? _reader!.Id(this) ?? _reader.Parent(this);
        GraphRequest request;
        try
        {
            request = Build(ListTop);
        }
        catch (ArgumentException exception)
        {
            Refuse(new GraphFailure(GraphErrorId.InvalidRow, Plain(exception)), target);
            return;
        }

        WriteVersionMessage(request);
        ListFilter? screen = request.IsList ? new ListFilter(_verifier, ListTop, ListTop is null ? null : Build(null)) : null;
        if (MyInvocation.ExpectingInput)
        {
            (_run ??= new ReadRun(this, Current)).Take(new WorkItem(_number, request, target), screen);
        }
        else
        {
            ReadOne(new WorkItem(_number, request, target), screen);
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

    private GraphRequest Build(int? top)
    {
        string? id = _reader!.Id(this);
        if (InputObject is not null && PolicyReference.TryReadPolicy(InputObject) is { } policy && !IsTyped(_reader.ParentName ?? string.Empty))
        {
            // The Id of a policy binds by its name to the id of a status, which it is not.
            PolicyIds.EnsureKind(policy, _resource!);
            id = IsTyped("Id") ? id : null;
        }
        else if (MyInvocation.ExpectingInput && !IsPiped("Id") && !IsPiped(_reader.ParentName))
        {
            throw new ArgumentException(
                $"The object piped in says nothing about what to read: it has no property {string.Join(" or ", new[] { _reader.ParentName, "Id" }.OfType<string>().Where(CanBePiped))}.");
        }

        PolicyIds.EnsureKind(_reader.Parent(this), _resource!);
        return _resource!.IsSingleton || !string.IsNullOrEmpty(id)
            ? RequestBuilder.Get(_resource, _reader.Parent(this), id, Property, Wanted(Current))
            : RequestBuilder.List(_resource, _reader.Parent(this), ListFilter, Property, top, Wanted(Current));
    }

    private bool CanBePiped(string name) => !IsTyped(name) && MyInvocation.MyCommand.Parameters.ContainsKey(name);

    /// <summary>Whether the object piped in gave a parameter its value.</summary>
    private bool IsPiped(string? name) =>
        name is not null && !IsTyped(name)
        && MyInvocation.BoundParameters.TryGetValue(name, out object? value) && value is string { Length: > 0 };

    private void Refuse(GraphFailure failure, object? target)
    {
        if (_run is null)
        {
            WriteError(ErrorRecords.Create(failure, target));
        }
        else
        {
            // It takes its place among the others.
            _run.Take(new WorkItem(_number, failure, target), null);
        }
    }

    /// <summary>Reads one object or one list. The next page is requested no earlier than needed, so that Select-Object -First costs little.</summary>
    private void ReadOne(WorkItem read, ListFilter? screen)
    {
        using OverviewComparison? comparison = screen is null
            ? null
            : OverviewComparison.Begin(this, Current.Client, read.Request!, hasLimits: ListFilter is not null || ListTop is not null);
        _run = new ReadRun(this, Current, readAhead: 0);
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
