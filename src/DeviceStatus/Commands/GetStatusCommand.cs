using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>The base of the Get cmdlets of a collection, which read one object by its id or all objects page by page.</summary>
public abstract class GetStatusCommand : ReadCommand
{
    private protected GetStatusCommand()
    {
    }

    /// <summary>
    /// An OData expression, e.g. <c>status eq 'compliant'</c>. The service ignores some filters without an error. The module therefore
    /// filters the result again and writes a warning.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>The maximum number of objects of each policy.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    /// <inheritdoc/>
    private protected override string? ListFilter => Filter;

    /// <inheritdoc/>
    private protected override int? ListTop => Top;
}
