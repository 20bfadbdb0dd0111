using System.Collections;
using System.Management.Automation;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Writes and reads input rows. A row with note properties keeps its names, values and type names; an object of .NET becomes an object with
/// its properties. Values of other than simple types are stored in the format of Export-Clixml, two levels deep.
/// </summary>
internal sealed class RowObjectCodec
{
    private const int Depth = 2;
    private const int MaxNames = 4096;
    private const string DeserializedPrefix = "Deserialized.";

    /// <summary>Names are the same in every row, so each is written once.</summary>
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    private enum Kind : byte
    {
        Value,
        Table,
        Properties,
    }

    /// <summary>Writes a row.</summary>
    internal void Write(BinaryWriter writer, object? row)
    {
        object? bare = row is PSObject wrapped ? wrapped.BaseObject : row;
        if (ScalarCodec.IsScalar(bare))
        {
            writer.Write((byte)Kind.Value);
            ScalarCodec.Write(writer, bare);
        }
        else if (bare is IDictionary table)
        {
            writer.Write((byte)Kind.Table);
            writer.Write7BitEncodedInt(table.Count);
            foreach (DictionaryEntry entry in table)
            {
                WriteValue(writer, entry.Key);
                WriteValue(writer, entry.Value);
            }
        }
        else
        {
            writer.Write((byte)Kind.Properties);
            WriteProperties(writer, PSObject.AsPSObject(row), isLive: bare is not PSCustomObject);
        }
    }

    /// <summary>Reads the next row.</summary>
    internal object? Read(BinaryReader reader)
    {
        switch ((Kind)reader.ReadByte())
        {
            case Kind.Value:
                return ScalarCodec.Read(reader) is { } value ? PSObject.AsPSObject(value) : null;
            case Kind.Table:
                Hashtable table = new(StringComparer.OrdinalIgnoreCase);
                for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
                {
                    table[ReadValue(reader)!] = ReadValue(reader);
                }

                return PSObject.AsPSObject(table);
            default:
                return ReadProperties(reader);
        }
    }

    private void WriteProperties(BinaryWriter writer, PSObject row, bool isLive)
    {
        writer.Write7BitEncodedInt(row.TypeNames.Count);
        foreach (string name in row.TypeNames)
        {
            WriteName(writer, isLive ? DeserializedPrefix + name : name);
        }

        foreach (PSPropertyInfo property in row.Properties)
        {
            writer.Write(true);
            WriteName(writer, property.Name);
            writer.Write(property is IOriginalValue);
            try
            {
                WriteValue(writer, property.Value);
            }
            catch (GetValueException)
            {
                WriteValue(writer, null);
            }
        }

        writer.Write(false);
    }

    private PSObject ReadProperties(BinaryReader reader)
    {
        PSObject row = new();
        row.TypeNames.Clear();
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            row.TypeNames.Add(ReadName(reader));
        }

        PSMemberInfoCollection<PSPropertyInfo> properties = row.Properties;
        while (reader.ReadBoolean())
        {
            string name = ReadName(reader);
            bool isRead = reader.ReadBoolean();
            object? value = ReadValue(reader);
            properties.Add((isRead, value) switch
            {
                (true, DateTimeOffset date) => new DateProperty(name, date),
                (true, _) => new StatusProperty(name, value),
                _ => new PSNoteProperty(name, value),
            });
        }

        return row;
    }

    private static void WriteValue(BinaryWriter writer, object? value)
    {
        object? bare = PSValue.Unwrap(value);
        bool isScalar = ScalarCodec.IsScalar(bare);
        writer.Write(isScalar);
        if (isScalar)
        {
            ScalarCodec.Write(writer, bare);
        }
        else
        {
            writer.Write(PSSerializer.Serialize(value, Depth));
        }
    }

    private static object? ReadValue(BinaryReader reader) =>
        reader.ReadBoolean() ? ScalarCodec.Read(reader) : PSSerializer.Deserialize(reader.ReadString());

    private void WriteName(BinaryWriter writer, string name)
    {
        bool isKnown = _numbers.TryGetValue(name, out int number);
        if (!isKnown && _names.Count < MaxNames)
        {
            _names.Add(name);
            _numbers.Add(name, number = _names.Count);
        }

        // Zero means that a new name follows.
        writer.Write7BitEncodedInt(number);
        if (number == 0)
        {
            writer.Write(name);
        }
    }

    private string ReadName(BinaryReader reader) =>
        reader.Read7BitEncodedInt() is > 0 and int number ? _names[number - 1] : reader.ReadString();
}
