using System.Globalization;
using System.Management.Automation;
using System.Text;
using DeviceStatus.Graph.Files;

namespace DeviceStatus.Output;

/// <summary>
/// The CSV file of -FailedPath: each row that is not done, unchanged, with its connection and number, the id of the error and the reason.
/// It is flushed after each row, so that its rows survive the end of the process.
/// </summary>
internal sealed class FailedRowFile : IDisposable
{
    private const string ConnectionColumn = "Connection";
    private static readonly string[] OwnColumns = ["RowNumber", "ErrorId", "Reason"];
    private readonly string _path;
    private readonly bool _exists;
    private readonly object _gate = new();
    private FileStream? _stream;
    private string[] _columns = [];

    private FailedRowFile(string path, bool exists)
    {
        _path = path;
        _exists = exists;
    }

    /// <summary>Prepares a file. It is created with the first row that fails; until then the file of an earlier run is kept.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="InvalidDataException">The file exists and is no file of failed rows; it may be the input.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static FailedRowFile Open(string path)
    {
        bool exists = File.Exists(path);
        if (exists && !IsOurs(path))
        {
            throw new InvalidDataException("the file exists and is not a file of failed rows; it would be replaced. Use another path.");
        }

        return new FailedRowFile(path, exists);
    }

    /// <summary>Writes a row.</summary>
    /// <param name="number">The number of the row.</param>
    /// <param name="input">The row, unchanged.</param>
    /// <param name="connection">The connection, which is added to a row without one, so that the file can be run again without -Connection.
    /// Null for a row whose connection is not open.</param>
    /// <param name="errorId">The stable id of the error.</param>
    /// <param name="reason">What happened.</param>
    internal void Write(long number, object? input, string? connection, string errorId, string reason)
    {
        lock (_gate)
        {
            Dictionary<string, string> cells = Cells(input);
            if (string.IsNullOrWhiteSpace(cells.GetValueOrDefault(ConnectionColumn)))
            {
                cells[ConnectionColumn] = connection ?? string.Empty;
            }

            StringBuilder text = new();
            if (_stream is null)
            {
                _columns = [.. cells.Keys];
                AppendLine(text, _columns.Concat(OwnColumns));
            }

            IEnumerable<string> row = _columns.Select(column => cells.GetValueOrDefault(column, string.Empty));
            AppendLine(text, [.. row, number.ToString(CultureInfo.InvariantCulture), errorId, reason]);
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            _stream ??= Create();
            _stream.Write(bytes);
            _stream.Flush();
            if (_stream.Position == bytes.Length)
            {
                // The file gets its name when the first row is complete.
                File.Move(_stream.Name, _path, overwrite: true);
            }
        }
    }

    /// <summary>Ends the file. If nothing failed, the file of an earlier run is deleted, because it would seem to be of this run.</summary>
    internal void Complete()
    {
        if (_stream is null && _exists && IsOurs(_path))
        {
            File.Delete(_path);
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stream?.Dispose();
        }
    }

    private static bool IsOurs(string path)
    {
        using StreamReader reader = new(path);
        string header = reader.ReadLine() ?? string.Empty;
        return header.Replace("\"", string.Empty, StringComparison.Ordinal)
            .EndsWith(string.Join(',', OwnColumns), StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string> Cells(object? input)
    {
        Dictionary<string, string> cells = new(StringComparer.OrdinalIgnoreCase);
        PSObject? row = input is null ? null : PSObject.AsPSObject(input);
        switch (row?.BaseObject)
        {
            case null:
                break;
            case System.Collections.IDictionary table:
                foreach (object key in table.Keys)
                {
                    cells[key.ToString() ?? string.Empty] = Text(table[key]);
                }

                break;
            case string or Guid:
            case ValueType when !row!.Properties.Any():
                cells["Value"] = Text((object)row!);
                break;
            default:
                foreach (PSPropertyInfo property in row!.Properties)
                {
                    cells[property.Name] = Text(property);
                }

                break;
        }

        foreach (string own in OwnColumns)
        {
            cells.Remove(own);
        }

        return cells;
    }

    private static string Text(PSPropertyInfo property)
    {
        try
        {
            return Text(property.Value);
        }
        catch (GetValueException)
        {
            return string.Empty;
        }
    }

    private static string Text(object? value) => value is null ? string.Empty : LanguagePrimitives.ConvertTo<string>(value);

    private static void AppendLine(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(',', cells.Select(cell => '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')).Append('\n');

    /// <summary>Creates the file under a random name. Only this user can read it, because rows contain personal data.</summary>
    private FileStream Create()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        FileStreamOptions options = PrivateFile.Options(FileMode.CreateNew, FileAccess.Write);
        options.Share = FileShare.Read | FileShare.Delete;
        return new FileStream(Path.Combine(folder, Path.GetRandomFileName()), options);
    }
}
