using System.Management.Automation;
using DeviceStatus.Binding;

namespace DeviceStatus.Commands;

/// <summary>The base of Get- for a collection: one object by its id, or all, page by page.</summary>
public abstract class GetStatusCommand : ReadCommand
{
    private protected GetStatusCommand()
    {
    }

    /// <summary>
    /// An OData expression, e.g. <c>status eq 'compliant'</c>. The service ignores some filters without a word: what it sends is checked
    /// again here, and a warning says so.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>How many objects at the most, of each policy.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    /// <inheritdoc/>
    private protected override string? ListFilter => Filter;

    /// <inheritdoc/>
    private protected override int? ListTop => Top;
}
