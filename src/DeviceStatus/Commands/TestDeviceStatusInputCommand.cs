using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Checks rows as a write command would, without a connection, and outputs an object for each problem.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DeviceStatusInput", HelpUri = HelpLinks.Base + "Test-DeviceStatusInput.md")]
[OutputType(typeof(InputProblem))]
public sealed class TestDeviceStatusInputCommand : PipelineCommand
{
    private readonly DuplicateFinder _duplicates = new();
    private ResourceDescriptor? _resource;
    private RowReader? _reader;
    private TypedValues? _typed;
    private RowUse _use;
    private long _number;

    /// <summary>The command for the rows: New, Set or Remove with a noun of this module.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = HelpMessages.Command)]
    [ArgumentCompleter(typeof(WriteCommandCompleter))]
    [ValidateNotNullOrEmpty]
    public string Command { get; set; } = string.Empty;

    /// <summary>A row: an object whose properties, or a hashtable whose keys, have the names of the parameters.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Names of columns that are not those of the parameters: <c>@{ 'Device name' = 'DeviceDisplayName' }</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNull]
    public Hashtable? ColumnMap { get; set; }

    /// <summary>The culture of the dates in the rows, such as en-GB.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [CultureTransformation]
    [ValidateNotNull]
    public CultureInfo? Culture { get; set; }

    /// <summary>The other parameters of that command: <c>@{ DeviceConfigurationId = $policy }</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNull]
    public Hashtable? Parameters { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        (CommandInfo command, _resource, _use) = Find();
        try
        {
            _typed = new TypedValues(_resource, Given());
            _reader = new RowReader(new RowReaderOptions
            {
                Command = command.Name,
                Resource = _resource,
                Use = _use,
                Targets = ColumnTargets.Of(command, ColumnMap),
                Typed = _typed,
                Culture = Culture,
            });
        }
        catch (ArgumentException exception)
        {
            Fail(exception, "InvalidArgument");
        }

        if (_typed.ParentIds?.Count > 1 || _typed.Ids?.Count > 1)
        {
            Fail(
                new ArgumentException(
                    "-Parameters gives several ids, but each row names one object. Give one id, or let each row name its own."),
                "InvalidArgument");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _number++;
        RowValues values = _reader!.Read(InputObject);
        foreach (string column in values.UnknownColumns)
        {
            WriteObject(_reader.DescribeUnknownColumn(column));
        }

        if (values.IsBlank)
        {
            return;
        }

        if (values.DamagedColumn is { } damaged)
        {
            WriteObject(new InputProblem(
                damaged,
                null,
                $"{damaged} holds the character U+FFFD: the file was probably read with the wrong encoding. See -Encoding of Import-Csv.")
            {
                Row = _number,
            });
        }

        foreach (InputProblem problem in values.Problems.Count > 0 ? values.Problems : Check(values))
        {
            problem.Row = _number;
            WriteObject(problem);
        }
    }

    private (CommandInfo Command, ResourceDescriptor Resource, RowUse Use) Find()
    {
        string[] names = [.. WriteCommandCompleter.Names];
        string? name = Array.Find(names, known => string.Equals(known, Command, StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            string? nearest = NearestName.Find(Command, names);
            string question = nearest is null ? "." : $"; did you mean '{nearest}'?";
            Fail(
                new ArgumentException($"-Command '{Command}' is not a command of this module that writes statuses{question}"),
                "InvalidArgument",
                Command);
        }

        int dash = name.IndexOf('-', StringComparison.Ordinal);
        CommandInfo command = InvokeCommand.GetCommand($"{MyInvocation.MyCommand.ModuleName}\\{name}", CommandTypes.Cmdlet)
            ?? InvokeCommand.GetCommand(name, CommandTypes.Cmdlet);
        return (command, GraphSchema.ByNoun(name[(dash + 1)..]), RowUses.OfVerb(name[..dash]));
    }

    /// <summary>A policy is replaced by its id, as on the command line.</summary>
    private static object?[] PolicyIdsOf(object? value) =>
    [
        .. (PSValue.Unwrap(value) is IEnumerable list and not string ? list.Cast<object?>() : [value]).Select(item =>
            item is not null && PolicyReference.TryReadPolicy(PSObject.AsPSObject(item)) is { } policy
                ? PolicyIds.Take(policy)
                : PSValue.Unwrap(item)),
    ];

    private bool IsOnCollection => Parameters?["OnCollection"] is { } given && LanguagePrimitives.IsTrue(given);

    private Dictionary<string, object?> Given()
    {
        Dictionary<string, object?> given = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Parameters ?? new Hashtable())
        {
            string name = entry.Key.ToString()!;
            given[name] = string.Equals(name, _resource!.ParentParameter, StringComparison.OrdinalIgnoreCase)
                ? PolicyIdsOf(entry.Value)
                : entry.Value;
        }

        return given;
    }

    /// <summary>Builds the request as the command would, and compares its address with those of earlier rows.</summary>
    private IEnumerable<InputProblem> Check(RowValues values)
    {
        string? parentId = _typed!.ParentIds?[0] ?? values.ParentId;
        string? id = _typed.Ids?[0] ?? values.Id;
        if (!values.IsUnchanged && BuildProblem(values, parentId, id) is { } problem)
        {
            yield return problem;
        }

        if (id is not null && _duplicates.Add(_number, parentId, id) is > 0 and long earlier)
        {
            yield return new InputProblem("Id", id, string.Create(
                CultureInfo.InvariantCulture, $"The row names the same object as row {earlier}; the later row wins."));
        }
    }

    private InputProblem? BuildProblem(RowValues values, string? parentId, string? id)
    {
        try
        {
            PolicyIds.EnsureKind(parentId, _resource!);
            RequestBuilder.Build(values.ToChange(_resource!, _use, parentId, id, IsOnCollection));
            return null;
        }
        catch (ArgumentException exception)
        {
            string? column = exception.ParamName == "name" ? "Clear" : exception.ParamName;
            return new InputProblem(column, null, ConnectedCommand.MessageOf(exception));
        }
    }
}
