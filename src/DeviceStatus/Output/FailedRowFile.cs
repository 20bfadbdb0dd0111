using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Output;

/// <summary>
/// The CSV file of -FailedPath: each row that is not done, unchanged, with its connection and number, the id of the error and the reason.
/// It is flushed after each row, so that its rows survive the end of the process.
/// </summary>
internal sealed class FailedRowFile : IDisposable
{
    private const string ConnectionColumn = "Connection";
    private const int MaxHeaderLength = 64 * 1024;
    private static readonly string[] OwnColumns = ["RowNumber", "ErrorId", "Reason"];
    private readonly string _path;
    private readonly string _idColumn;
    private readonly bool _exists;
    private readonly object _gate = new();
    private FileStream? _stream;
    private string[] _columns = [];
    private bool _isBroken;

    private FailedRowFile(string path, string idColumn, bool exists)
    {
        _path = path;
        _idColumn = idColumn;
        _exists = exists;
    }

    /// <summary>Prepares a file. It is created with the first row that fails; until then the file of an earlier run is kept.</summary>
    /// <param name="path">The path.</param>
    /// <param name="idColumn">The column for a row that is only an id, so that the file can be run again.</param>
    /// <exception cref="InvalidDataException">The file exists and is no file of failed rows; it may be the input.</exception>
    /// <exception cref="IOException">The file cannot be read, or its folder cannot be written.</exception>
    internal static FailedRowFile Open(string path, string idColumn)
    {
        bool exists = File.Exists(path);
        if (exists && !IsFailedRowFile(path))
        {
            throw new InvalidDataException("the file exists and is not a file of failed rows; it would be replaced. Use another path.");
        }

        // A folder that cannot be written is told now, and not when a row fails after hours.
        ReplacementFile.Create(path).Dispose();
        return new FailedRowFile(path, idColumn, exists);
    }

    /// <summary>Writes a row.</summary>
    /// <param name="number">The number of the row.</param>
    /// <param name="input">The row, unchanged.</param>
    /// <param name="connection">The connection, which is added to a row without one, so that the file can be run again without -Connection.
    /// Null for a row whose connection is not open.</param>
    /// <param name="errorId">The stable id of the error.</param>
    /// <param name="reason">What happened.</param>
    /// <exception cref="IOException">The row cannot be written. Later rows are not written either.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    internal void Write(long number, object? input, string? connection, string errorId, string reason)
    {
        lock (_gate)
        {
            if (_isBroken)
            {
                return;
            }

            Dictionary<string, string> cells = Cells(input);
            if (string.IsNullOrWhiteSpace(cells.GetValueOrDefault(ConnectionColumn)))
            {
                cells[ConnectionColumn] = connection ?? string.Empty;
            }

            try
            {
                Append(cells, [number.ToString(CultureInfo.InvariantCulture), errorId, reason]);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _isBroken = true;
                throw;
            }
        }
    }

    /// <summary>Ends the file. If nothing failed, the file of an earlier run is deleted, because it would seem to be of this run.</summary>
    internal void Complete()
    {
        if (_stream is null && _exists && IsFailedRowFile(_path))
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

    private void Append(Dictionary<string, string> cells, string[] own)
    {
        string[] added = [.. cells.Keys.Except(_columns, StringComparer.OrdinalIgnoreCase)];
        bool isNew = _stream is null || added.Length > 0;
        StringBuilder text = new();
        if (isNew)
        {
            // A row with further columns gets a new file, in which the earlier rows have them too.
            _columns = [.. _columns, .. added];
            AppendLine(text, _columns.Concat(OwnColumns));
            if (_stream is not null)
            {
                AppendRows(text, added.Length);
            }
        }

        AppendLine(text, [.. _columns.Select(column => cells.GetValueOrDefault(column, string.Empty)), .. own]);
        FileStream stream = isNew ? Create() : _stream!;
        long before = stream.Position;
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
            stream.Flush();
            if (isNew)
            {
                // The whole content is in the file before it takes its name.
                File.Move(stream.Name, _path, overwrite: true);
                _stream?.Dispose();
                _stream = stream;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk would leave half of a row.
            stream.SetLength(before);
            if (isNew)
            {
                stream.Dispose();
                File.Delete(stream.Name);
            }

            throw;
        }
    }

    /// <summary>Appends the rows of the file so far, with blank cells for columns that are new.</summary>
    private void AppendRows(StringBuilder text, int added)
    {
        foreach (string[] row in CsvRecords.Read(_path).Skip(1))
        {
            AppendLine(text, [.. row[..^OwnColumns.Length], .. Enumerable.Repeat(string.Empty, added), .. row[^OwnColumns.Length..]]);
        }
    }

    private static bool IsFailedRowFile(string path)
    {
        // A pipe or a device has no content: reading it could wait forever.
        if (!RegularFile.HasContent(path))
        {
            return false;
        }

        using StreamReader reader = new(path);
        char[] start = new char[MaxHeaderLength];
        string header = new string(start, 0, reader.ReadBlock(start, 0, start.Length)).Split('\r', '\n')[0];
        return header.Replace("\"", string.Empty, StringComparison.Ordinal)
            .EndsWith(string.Join(',', OwnColumns), StringComparison.OrdinalIgnoreCase);
    }

    private Dictionary<string, string> Cells(object? input)
    {
        Dictionary<string, string> cells = new(StringComparer.OrdinalIgnoreCase);
        PSObject? row = input is null ? null : PSObject.AsPSObject(input);
        switch (row?.BaseObject)
        {
            case null:
                break;
            case IDictionary table:
                foreach (object key in table.Keys)
                {
                    cells[key.ToString() ?? string.Empty] = Text(table[key]);
                }

                break;
            case string or Guid:
            case ValueType when !row!.Properties.Any():
                cells[_idColumn] = Text(row!.BaseObject);
                break;
            default:
                foreach (PSPropertyInfo property in PSValue.Columns(row!))
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

    /// <summary>A value as the command reads it again: dates as ISO 8601, a list as its members.</summary>
    private static string Text(object? value) => PSValue.Unwrap(value) switch
    {
        null => string.Empty,
        DateTimeOffset moment => PropertyConverter.FormatDate(moment),
        DateTime date => PropertyConverter.FormatDate(PropertyConverter.FromDateTime(date)),
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        IEnumerable list and not string and not IDictionary => string.Join(", ", list.Cast<object?>().Select(Text)),
        { } other => LanguagePrimitives.ConvertTo<string>(other),
    };

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
