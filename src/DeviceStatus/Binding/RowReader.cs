using System.Management.Automation;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Binding;

/// <summary>
/// Reads the rows of a command: finds the columns, converts the values, and reports problems. The write commands and Test-DeviceStatusInput
/// share it, so that they find the same problems.
/// </summary>
internal sealed class RowReader
{
    /// <summary>Columns of the files of -FailedPath. They are ignored when the rows are run again.</summary>
    private static readonly string[] IgnoredColumns = ["RowNumber", "ErrorId", "Reason"];

    private readonly RowReaderOptions _options;
    private readonly ResourceDescriptor _resource;
    private readonly TypedValues _typed;
    private readonly ColumnTarget? _parent;
    private readonly ColumnTarget? _id;
    private readonly ColumnTarget? _clear;
    private readonly ColumnTarget? _connection;
    private readonly (PropertyDescriptor Property, ColumnTarget Target)[] _properties;
    private readonly HashSet<string> _knownColumns;
    private readonly HashSet<string> _missing = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _parameters;
    private int _columnsFound = -1;

    internal RowReader(RowReaderOptions options)
    {
        _options = options;
        _resource = options.Resource;
        _typed = options.Typed;
        _parent = _resource.ParentParameter is { } parent && _typed.ParentIds is null ? Target(parent) : null;
        _id = _typed.Ids is null ? Target("Id") : null;
        _clear = _typed.Contains("Clear") ? null : Target("Clear");
        _connection = _typed.Contains("Connection") ? null : Target("Connection");
        _properties = options.Use is RowUse.Create or RowUse.Update
            ? [.. _resource.Properties.Where(property => !property.IsKey && !_typed.Contains(property.DisplayName))
                .Select(property => (property, Target(property.DisplayName)!)).Where(pair => pair.Item2 is not null)]
            : [];
        _parameters = [.. options.Targets.Select(target => target.Parameter)];
        _knownColumns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        _knownColumns.UnionWith(options.Targets.SelectMany(target => target.Columns));
        _knownColumns.UnionWith(_resource.Properties.Select(property => property.DisplayName));
        _knownColumns.UnionWith(IgnoredColumns);
    }

    /// <summary>The parameter whose value a row is that is only a text.</summary>
    internal string IdColumn => (_parent ?? _id)?.Parameter ?? "Id";

    /// <summary>Creates the row of a command line without a pipeline.</summary>
    internal RowValues ReadTyped()
    {
        RowValues values = new();
        TakeTyped(values);
        return values;
    }

    /// <summary>Reads a row of the pipeline.</summary>
    internal RowValues Read(PSObject? row)
    {
        RowValues values = new();
        if (row is null || PSValue.Unwrap(row) is not { } bare)
        {
            values.Add(new InputProblem(null, null, "The row is null."));
        }
        else if (bare is string or Guid)
        {
            ReadIdByValue(values, bare);
            TakeTyped(values);
        }
        else
        {
            ReadColumns(values, row);
        }

        return values;
    }

    /// <summary>Describes a column that fits no parameter.</summary>
    internal InputProblem DescribeUnknownColumn(string column)
    {
        string? nearest = NearestName.Find(column, _parameters);
        string question = nearest is null ? "." : $"; did you mean '{nearest}'?";
        return new InputProblem(
            column,
            null,
            $"Column '{column}' fits no parameter of {_options.Command} and is not read{question}",
            nearest);
    }

    private ColumnTarget? Target(string parameter) =>
        _options.Targets.FirstOrDefault(target => string.Equals(target.Parameter, parameter, StringComparison.OrdinalIgnoreCase));

    /// <summary>A text from the pipeline is the id that the command line lacks: first of the policy, then of the object.</summary>
    private void ReadIdByValue(RowValues values, object value)
    {
        string id = IdTransformationAttribute.ToId(PSValue.Unwrap(value)) ?? string.Empty;
        ColumnTarget? target = _parent ?? _id;
        if (target is null)
        {
            values.Add(new InputProblem(null, value, $"'{value}' came by the pipeline, but the command line gives every id already."));
        }
        else if (id.Length == 0)
        {
            values.Add(new InputProblem(null, value, $"The text that came by the pipeline as -{target.Parameter} is blank."));
        }
        else if (ReferenceEquals(target, _parent))
        {
            values.ParentId = id;
            if (_id is not null && IsIdMandatory)
            {
                values.Add(new InputProblem("Id", null, "Id is missing: a text that is piped in gives one id only; type the other one."));
            }
        }
        else
        {
            values.Id = id;
        }
    }

    /// <summary>Whether a column is metadata of the service, such as <c>@odata.type</c>, which objects read as JSON have.</summary>
    private static bool IsAnnotation(string name) => name.Contains("@odata.", StringComparison.OrdinalIgnoreCase);

    private bool IsIdMandatory => _options.Use is RowUse.Update or RowUse.Delete;

    /// <summary>Reads a policy object, whose Id would otherwise bind by name to the id of a status.</summary>
    /// <returns><see langword="false"/> when the row is no policy.</returns>
    private bool ReadPolicy(RowValues values, PSObject row)
    {
        if (PolicyReference.TryReadPolicy(row) is not { } policy)
        {
            return false;
        }

        try
        {
            PolicyIds.EnsureKind(policy, _resource);
            ReadIdByValue(values, policy.Id ?? string.Empty);
            TakeTyped(values);
        }
        catch (ArgumentException exception)
        {
            values.Add(new InputProblem(null, policy.Id, exception.Message));
        }

        return true;
    }

    private void ReadColumns(RowValues values, PSObject row)
    {
        RowColumns columns = new(row);
        ReadConnection(values, columns);
        if ((_parent is null || !TryGet(values, columns, _parent, out _, out _, out _)) && ReadPolicy(values, row))
        {
            return;
        }

        // For a read, a row with only a connection means everything of that connection; for a write it has no meaning.
        int found = _options.Use == RowUse.Read && values.Connection is not null ? 1 : 0;
        bool isSameObject = true;
        values.ParentId = ReadId(values, columns, _parent, ref found);
        values.Id = ReadId(values, columns, _id, ref found);
        if (_options.Use == RowUse.Update)
        {
            isSameObject = IsSame(columns, _resource.ParentParameter, _typed.ParentIds) && IsSame(columns, "Id", _typed.Ids);
        }

        bool hasOriginals = ReadProperties(values, columns, isSameObject && _options.Use == RowUse.Update, ref found);
        if (_clear is not null && TryGet(values, columns, _clear, out _, out _, out object? clear))
        {
            found++;
            values.Cleared = TypedValues.SplitNames(clear);
        }

        if (columns.IsTable && found != _columnsFound)
        {
            _columnsFound = found;
            values.UnknownColumns = [.. columns.Names.Where(
                name => !StatusObject.IsAddedProperty(name, row) && !IsAnnotation(name) && _knownColumns.Add(name))];
            values.MissingColumns = [.. _options.MappedColumns.Except(columns.Names, StringComparer.OrdinalIgnoreCase).Where(_missing.Add)];
        }

        bool isNothingRead = values is { ParentId: null, Id: null, Properties.Count: 0, Cleared.Count: 0 };
        values.IsBlank = isNothingRead && columns.IsTable && columns.AreAllBlank();
        if (found == 0)
        {
            ReportNoColumns(values, row, columns);
            return;
        }

        TakeTyped(values);
        values.IsUnchanged = hasOriginals && values.Properties.Count == 0 && values.Cleared.Count == 0;
    }

    /// <summary>Reads the columns of the properties.</summary>
    /// <param name="values">Receives the values.</param>
    /// <param name="columns">The columns of the row.</param>
    /// <param name="skipsUnchanged">Whether to leave out values that are unchanged since they were read from the service.</param>
    /// <param name="found">Counts the columns that fit a parameter.</param>
    /// <returns>Whether a value was read from the service.</returns>
    private bool ReadProperties(RowValues values, RowColumns columns, bool skipsUnchanged, ref int found)
    {
        bool hasOriginals = false;
        foreach ((PropertyDescriptor property, ColumnTarget target) in _properties)
        {
            if (!TryGet(values, columns, target, out string column, out PSPropertyInfo? info, out object? value))
            {
                continue;
            }

            found++;
            IOriginalValue? original = skipsUnchanged ? info as IOriginalValue : null;
            hasOriginals |= original is not null;
            if (original is null or { IsChanged: true })
            {
                Convert(values, property, column, value);
            }
        }

        return hasOriginals;
    }

    private void ReadConnection(RowValues values, RowColumns columns)
    {
        if (_connection is null || !TryGet(values, columns, _connection, out string column, out _, out object? value))
        {
            return;
        }

        values.NamesConnection = true;
        if (value is Connection connection)
        {
            values.Connection = connection;
        }
        else if (IdTransformationAttribute.ToId(value) is { } text)
        {
            values.Connection = text.Length == 0 ? null : text;
        }
        else
        {
            values.HasInvalidConnection = true;
            values.Add(new InputProblem(column, value, "Connection is no text; give one name or tenant id."));
        }
    }

    private void ReportNoColumns(RowValues values, PSObject row, RowColumns columns)
    {
        string fitting = string.Join(", ", _parameters);
        values.ClearProblems();
        if (columns.IsTable && WrongDelimiter(columns) is { } delimiter)
        {
            string name = columns.Names.First();
            values.UnknownColumns = [];
            values.Add(new InputProblem(
                name, null, $"The only column is '{name}': the file separates its columns by another character. "
                    + $"Read it with Import-Csv -Delimiter {delimiter}.", $"-Delimiter {delimiter}"));
            return;
        }

        values.Add(new InputProblem(null, row, columns.IsTable
            ? $"No column fits a parameter of {_options.Command}. The row has: {string.Join(", ", columns.Names.Take(20))}. " +
                $"Parameters are: {fitting}. Check the names and the delimiter."
            : $"An object of the type {row.BaseObject.GetType().Name} is not a row: " +
                $"none of its properties fits a parameter of {_options.Command}, which are: {fitting}."));
    }

    /// <summary>Finds the actual column separator of a file that was read with another one; null when it cannot be determined.</summary>
    private string? WrongDelimiter(RowColumns columns)
    {
        if (columns.Names.Take(2).ToArray() is not [{ } only])
        {
            return null;
        }

        foreach ((char delimiter, string text) in new[] { (';', "';'"), ('\t', "\"`t\""), ('|', "'|'"), (',', "','") })
        {
            string[] names = only.Split(delimiter, StringSplitOptions.TrimEntries);
            if (names.Length > 1 && Array.Exists(names, name => _knownColumns.Contains(name.Trim('"'))))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Whether the object of the row is the one that the command addresses, although its id was typed.</summary>
    private static bool IsSame(RowColumns columns, string? name, IReadOnlyList<string>? typed) =>
        name is null || typed is null || (columns.TryGet(name, out _, out object? value)
            && string.Equals(PSValue.Unwrap(value) as string, typed[0], StringComparison.OrdinalIgnoreCase));

    private string? ReadId(RowValues values, RowColumns columns, ColumnTarget? target, ref int found)
    {
        // A read without an id is a list, which an existing but blank column must not cause.
        bool isMandatory = ReferenceEquals(target, _parent) || IsIdMandatory;
        bool isBlankRefused = isMandatory || _options.Use == RowUse.Read;
        if (target is null)
        {
            return null;
        }

        if (!TryGet(values, columns, target, out string column, out _, out object? value))
        {
            if (isMandatory)
            {
                values.Add(new InputProblem(target.Parameter, null, $"{target.Parameter} is missing: the row has no such column."));
            }

            return null;
        }

        found++;
        switch (IdTransformationAttribute.ToId(value))
        {
            case null:
                string what = value is System.Collections.IEnumerable
                    ? "several values; a row names one object"
                    : $"a value of the type {value!.GetType().Name}; give a text";
                values.Add(new InputProblem(column, value, $"{target.Parameter} is {what}."));
                return null;
            case "" when isBlankRefused:
                values.Add(new InputProblem(column, value, $"{target.Parameter} is blank."));
                return null;
            case "":
                return null;
            case { } id:
                return id;
        }
    }

    private void Convert(RowValues values, PropertyDescriptor property, string column, object? value)
    {
        try
        {
            if (PropertyConverter.Convert(property, value, _options.Culture) is not { } converted)
            {
                return;
            }

            values.Add(property, converted);
            if (values.DamagedColumn is null
                && converted is string text
                && text.Contains(WireText.ReplacementCharacter, StringComparison.Ordinal))
            {
                values.DamagedColumn = column;
            }
        }
        catch (InvalidValueException exception)
        {
            values.Add(new InputProblem(column, value, exception.Message, exception.Suggestion));
        }
    }

    /// <summary>Finds the first column of a parameter.</summary>
    private static bool TryGet(
        RowValues values, RowColumns columns, ColumnTarget target, out string column, out PSPropertyInfo? info, out object? value)
    {
        foreach (string name in target.Columns)
        {
            column = name;
            try
            {
                if (columns.TryGet(name, out info, out value))
                {
                    value = PSValue.Unwrap(value);
                    return true;
                }
            }
            catch (GetValueException exception)
            {
                values.Add(new InputProblem(name, null, $"{name} cannot be read: {exception.Message}"));
            }
        }

        column = target.Parameter;
        info = null;
        value = null;
        return false;
    }

    /// <summary>
    /// Values of the command line have precedence over the row: <c>Get-… | Set-… -Clear UserName</c> clears the name of the object.
    /// </summary>
    private void TakeTyped(RowValues values)
    {
        foreach ((PropertyDescriptor property, object value) in _typed.Properties)
        {
            values.Add(property, value);
        }

        if (_typed.Cleared is { } cleared)
        {
            values.Cleared = cleared;
            values.Remove(property => !_typed.Contains(property.DisplayName) && IsNamed(property, cleared));
        }
    }

    private static bool IsNamed(PropertyDescriptor property, IReadOnlyList<string> names) =>
        names.Contains(property.DisplayName, StringComparer.OrdinalIgnoreCase);
}
