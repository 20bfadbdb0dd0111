using System.Globalization;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Writes the warnings about the rows of a write command, without repeating them for every row.</summary>
/// <param name="command">The command that writes the rows.</param>
internal sealed class WriteRowWarnings(PipelineCommand command)
{
    private const int MaxColumnsNamed = 10;

    private readonly HashSet<string> _reportedVersions = new(StringComparer.Ordinal);
    private DuplicateFinder? _duplicates = new();
    private bool _hasWarnedOfDamage;

    /// <summary>Warns of columns that fit no parameter, and of text that was read with the wrong encoding.</summary>
    /// <param name="number">The number of the row.</param>
    /// <param name="values">The values of the row.</param>
    /// <param name="rows">The reader of the row.</param>
    internal void OnRow(long number, RowValues values, RowReader rows)
    {
        if (values.UnknownColumns.Count > 0)
        {
            int further = Math.Max(0, values.UnknownColumns.Count - MaxColumnsNamed);
            string rest = further == 0
                ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $" {further} further columns fit no parameter either.");
            IEnumerable<string> named = values.UnknownColumns.Take(MaxColumnsNamed)
                .Select(column => rows.DescribeUnknownColumn(column).Problem);
            command.WriteWarning($"{string.Join(' ', named)}{rest} Rename a column in the file, or use -ColumnMap.");
        }

        if (values.MissingColumns.Count > 0)
        {
            string missing = string.Join(", ", values.MissingColumns.Take(MaxColumnsNamed).Select(column => $"'{column}'"));
            command.WriteWarning($"-ColumnMap names {missing}, and row {number} has no such column. Check the name in the file.");
        }

        if (values.DamagedColumn is { } damaged && !_hasWarnedOfDamage)
        {
            _hasWarnedOfDamage = true;
            command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"Row {number}, column {damaged}, holds the character U+FFFD: the file was probably read with the wrong encoding. ")
                + "See -Encoding of Import-Csv. Later rows are not reported.");
        }
    }

    /// <summary>Warns of the first two rows that address the same object.</summary>
    /// <param name="number">The number of the row.</param>
    /// <param name="connection">The connection of the row.</param>
    /// <param name="parentId">The id of the policy, where there is one.</param>
    /// <param name="id">The id of the object; null when the service makes one.</param>
    internal void OnAddress(long number, Connection connection, string? parentId, string? id)
    {
        if (id is not null && _duplicates?.Add(number, parentId, id, connection.TenantId ?? connection.Name) is > 0 and long earlier)
        {
            command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"Rows {earlier} and {number} name the same object, '{id}'; the later row wins. "
                    + $"Further rows of this kind are not reported."));
            _duplicates = null;
        }
    }

    /// <summary>Reports properties that the API version of the request, or v1.0, does not define.</summary>
    /// <param name="requested">The version of the connection; null when the module chooses it.</param>
    /// <param name="change">The change of the row.</param>
    /// <param name="request">The request of the row.</param>
    internal void OnVersion(GraphVersion? requested, StatusChange change, GraphRequest request)
    {
        string? missing = GraphVersionSelector.Missing(change, requested ?? GraphVersion.V1);
        if (missing is null || !_reportedVersions.Add(missing))
        {
            return;
        }

        if (requested is { } given)
        {
            string version = given.ToSegment();
            command.WriteWarning($"{version} does not define {missing}; the request uses it nevertheless, "
                + $"because the connection says -ApiVersion {version}.");
        }
        else
        {
            command.WriteVerbose($"Using {request.Version.ToSegment()}: v1.0 does not define {missing}.");
        }
    }
}
