using System.Management.Automation;
using DeviceStatus.Graph;

namespace DeviceStatus;

/// <summary>The base of Get-: one object by its id, or all of a collection, page by page.</summary>
public abstract class GetStatusCommand : ConnectedCommand
{
    private protected GetStatusCommand()
    {
    }

    /// <summary>An OData expression, e.g. <c>status eq 'compliant'</c>. The service may ignore what it does not support.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>The properties to read. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PropertyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>How many objects at the most.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _ = Current;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ResourceDescriptor resource = Resource();
        ParameterReader reader = ParameterReader.For(this, resource);
        try
        {
            string? id = reader.Id(this);
            if (string.IsNullOrEmpty(id) && !resource.IsSingleton)
            {
                List(RequestBuilder.List(resource, reader.Parent(this), Filter, Property, Top, Wanted(Current)));
            }
            else
            {
                GraphRequest request = RequestBuilder.Get(resource, reader.Parent(this), id, Property, Wanted(Current));
                SayVersion(request);
                WriteObject(StatusObject.Create(Await(Current.Client.GetAsync(request, Log(), StopToken))));
            }
        }
        catch (Graph.GraphRequestException exception)
        {
            WriteError(ErrorRecords.Create(exception.Failure, reader.Id(this) ?? reader.Parent(this)));
        }
        catch (ArgumentException exception)
        {
            WriteError(ErrorRecords.Create(exception, GraphErrorId.InvalidRow, reader.Id(this) ?? reader.Parent(this)));
        }
    }

    private void List(GraphRequest request)
    {
        SayVersion(request);
        int left = Top ?? int.MaxValue;
        IAsyncEnumerator<IReadOnlyList<StatusEntity>> pages = Current.Client.ListAsync(request, Log(), StopToken).GetAsyncEnumerator(StopToken);
        try
        {
            while (left > 0 && Await(pages.MoveNextAsync().AsTask()))
            {
                foreach (StatusEntity entity in pages.Current)
                {
                    if (left-- == 0)
                    {
                        return;
                    }

                    WriteObject(StatusObject.Create(entity));
                }
            }
        }
        finally
        {
            // Select-Object -First leaves here by an exception; the page under way is cancelled and awaited.
            Quietly(pages.DisposeAsync().AsTask());
        }
    }

    private void SayVersion(GraphRequest request)
    {
        if (Wanted(Current) is null && request.Version == GraphVersion.Beta)
        {
            WriteVerbose("Using beta: v1.0 has not everything that this reads.");
        }
    }
}
