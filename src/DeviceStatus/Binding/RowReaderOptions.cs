using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>How the rows of one command are read.</summary>
internal sealed class RowReaderOptions
{
    /// <summary>The cmdlet, for messages.</summary>
    internal required string Command { get; init; }

    /// <summary>The resource.</summary>
    internal required ResourceDescriptor Resource { get; init; }

    /// <summary>What the command does with each row.</summary>
    internal required RowUse Use { get; init; }

    /// <summary>The names that rows may use: each parameter that binds by property name, with its aliases.</summary>
    internal required IReadOnlyList<ColumnTarget> Targets { get; init; }

    /// <summary>What the command line gave.</summary>
    internal required TypedValues Typed { get; init; }

    /// <summary>How dates in texts are read; null for what every culture reads in the same way.</summary>
    internal CultureInfo? Culture { get; init; }
}
