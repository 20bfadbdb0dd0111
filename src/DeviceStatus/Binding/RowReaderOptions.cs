using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>The options for reading the rows of a command.</summary>
internal sealed class RowReaderOptions
{
    /// <summary>The name of the cmdlet, for messages.</summary>
    internal required string Command { get; init; }

    /// <summary>The resource.</summary>
    internal required ResourceDescriptor Resource { get; init; }

    /// <summary>The use of each row.</summary>
    internal required RowUse Use { get; init; }

    /// <summary>The columns that rows may have: each parameter that binds by property name, with its aliases.</summary>
    internal required IReadOnlyList<ColumnTarget> Targets { get; init; }

    /// <summary>The columns that -ColumnMap names.</summary>
    internal IReadOnlyList<string> MappedColumns { get; init; } = [];

    /// <summary>The values of the command line.</summary>
    internal required TypedValues Typed { get; init; }

    /// <summary>The culture for dates in texts; null accepts only what every culture reads in the same way.</summary>
    internal CultureInfo? Culture { get; init; }
}
