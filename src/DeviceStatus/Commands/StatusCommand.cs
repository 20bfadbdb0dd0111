using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Commands;

/// <summary>The base of the commands of a noun, whose values are given on the command line or row by row from the pipeline.</summary>
public abstract class StatusCommand : ConnectedCommand
{
    private PSObject? _inputObject;
    private bool _hasBegun;
    private RowReader? _rows;
    private readonly Dictionary<string, Connection> _found = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<Connection>? _default;
    private IReadOnlyList<Connection>? _open;
    private TypedValues? _typed;
    private ResourceDescriptor? _resource;

    private protected StatusCommand()
    {
    }

    /// <summary>
    /// The row: an object whose properties, or a hashtable whose keys, fill the parameters by name. It is the target of error records.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [AllowNull]
    public PSObject? InputObject
    {
        get => _inputObject;
        set
        {
            _inputObject = value;
            if (_hasBegun)
            {
                RowBinding.Begin();
            }
        }
    }

    /// <summary>The resource of the command's noun.</summary>
    private protected ResourceDescriptor Resource => _resource!;

    /// <summary>The values of the command line.</summary>
    private protected TypedValues Typed => _typed!;

    /// <summary>Reads the rows.</summary>
    private protected RowReader Rows => _rows!;

    /// <summary>Whether rows come from the pipeline or by -InputObject.</summary>
    private protected bool HasRows => MyInvocation.ExpectingInput || InputObject is not null;

    /// <summary>The number of the latest row, from 1.</summary>
    private protected long RowNumber { get; private set; }

    /// <summary>The name of the connection of a command without rows; empty when it is not known.</summary>
    private protected string ConnectionName => (_open ?? _default)?[0].Name ?? ConnectionStore.Default()?.Name ?? string.Empty;

    /// <summary>The connections of the command line; null when none is given.</summary>
    private protected abstract IReadOnlyList<Connection>? TypedConnections { get; }

    /// <summary>The use of each row, which the verb determines.</summary>
    private protected RowUse Use => RowUses.OfVerb(((CmdletInfo)MyInvocation.MyCommand).Verb);

    /// <summary>The parameters of columns whose names differ.</summary>
    private protected virtual IDictionary? ColumnNames => null;

    /// <summary>The culture for dates in texts.</summary>
    private protected virtual CultureInfo? DateCulture => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RowBinding.End();
        _hasBegun = true;
        _resource = GraphSchema.ByNoun(((CmdletInfo)MyInvocation.MyCommand).Noun);
        Dictionary<string, object?> given = MyInvocation.BoundParameters.Keys
            .ToDictionary(name => name, name => GetType().GetProperty(name)?.GetValue(this), StringComparer.OrdinalIgnoreCase);
        try
        {
            _typed = new TypedValues(_resource, given);
            _rows = new RowReader(new RowReaderOptions
            {
                Command = MyInvocation.MyCommand.Name,
                Resource = _resource,
                Use = Use,
                Targets = ColumnTargets.Of(MyInvocation.MyCommand, ColumnNames),
                MappedColumns = [.. ColumnNames?.Keys.Cast<object>().Select(column => column.ToString() ?? string.Empty) ?? []],
                Typed = _typed,
                Culture = DateCulture,
            });
        }
        catch (ArgumentException exception)
        {
            Fail(exception, "InvalidArgument");
        }

        if (given.Values.Any(value => ReferenceEquals(value, RowBinding.Placeholder)))
        {
            // A script property of another command's row called this command while that row was bound.
            Fail(
                new InvalidOperationException(
                    "The command was called by a property of a row while another command read that row. Call it outside of the row."),
                "InvalidArgument");
        }

        if (TypedConnections is not null)
        {
            _open = OpenConnections(TypedConnections);
        }
        else if (!HasRows || ConnectionStore.All().Length == 0)
        {
            // A default connection is not required when the rows name their connections.
            _default = [DefaultConnection()];
        }
    }

    /// <summary>Begins the next row, which PowerShell has bound.</summary>
    private protected long NextRow()
    {
        RowBinding.End();
        return ++RowNumber;
    }

    /// <summary>Gets the connections for a row: those of the command line, that of the row, or the default connection.</summary>
    /// <param name="values">The values of the row; a connection that is not open is added to its problems.</param>
    /// <returns>The connections; none when the row names one that is not open.</returns>
    private protected IReadOnlyList<Connection> ConnectionsOf(RowValues values)
    {
        if (_open is not null)
        {
            return _open;
        }

        switch (values.Connection)
        {
            case null when values.HasInvalidConnection:
                return [];
            case null when !values.NamesConnection || ConnectionStore.Default() is not null:
                return _default ??= [DefaultConnection()];
            case null:
                values.Add(new InputProblem(nameof(Connection), null, "Connection is blank, and none of the connections is the default."));
                return [];
            case Connection { IsClosed: false } connection:
                return [connection];
            case Connection closed:
                values.Add(new InputProblem(nameof(Connection), closed, $"The connection '{closed.Name}' was disconnected."));
                return [];
            case var name:
                return Find(values, (string)name);
        }
    }

    private IReadOnlyList<Connection> Find(RowValues values, string name)
    {
        if (!_found.TryGetValue(name, out Connection? connection) || connection.IsClosed)
        {
            try
            {
                _found[name] = connection = ConnectionSelector.FindOne(name);
            }
            catch (ItemNotFoundException exception)
            {
                values.Add(new InputProblem(nameof(Connection), name, exception.Message));
                return [];
            }
        }

        return [connection];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        RowBinding.End();
        base.Dispose(disposing);
    }

    /// <summary>The policies and objects of a row and of the command line.</summary>
    private protected IEnumerable<(string? ParentId, string? Id)> Addresses(RowValues values)
    {
        IReadOnlyList<string?> parents = Typed.ParentIds ?? (IReadOnlyList<string?>)[values.ParentId];
        IReadOnlyList<string?> ids = Typed.Ids ?? (IReadOnlyList<string?>)[values.Id];
        return parents.SelectMany(parent => ids.Select(id => (parent, id)));
    }
}
