using System.Runtime.CompilerServices;
using System.Text.Json;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Http;

/// <summary>Reads objects of one resource from JSON.</summary>
internal sealed class EntityReader
{
    private static readonly object True = true;
    private static readonly object False = false;

    private readonly ResourceDescriptor _resource;
    private readonly string? _parentId;
    private readonly TextCache? _texts;
    private readonly LastDate?[] _dates;
    private EntityLayout? _layout;

    /// <summary>Creates a reader.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="parentId">The id of the parent in the request.</param>
    /// <param name="texts">The cache that stores equal texts once, or <see langword="null"/>.</param>
    internal EntityReader(ResourceDescriptor resource, string? parentId, TextCache? texts)
    {
        _resource = resource;
        _parentId = parentId;
        _texts = texts;
        _layout = resource.UsualLayout;
        _dates = new LastDate?[resource.Properties.Count];
    }

    /// <summary>Reads one object, bare or wrapped in <c>value</c> as the documentation's example of a read shows it.</summary>
    /// <returns>The object; <see langword="null"/> when the document is no JSON object.</returns>
    internal static StatusEntity? Read(ReadOnlySpan<byte> utf8, ResourceDescriptor resource, string? parentId)
    {
        try
        {
            int start = FindWrapped(utf8);
            if (start < 0)
            {
                return null;
            }

            JsonTokenReader reader = new(utf8[start..]);
            reader.Read();
            return new EntityReader(resource, parentId, null).Read(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or JsonLimitException)
        {
            return null;
        }
    }

    /// <summary>Reads an object; the reader is at its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal StatusEntity Read(ref JsonTokenReader reader)
    {
        if (_layout is not { } layout)
        {
            reader.Read();
            return ReadOther(ref reader, [], []);
        }

        ReadOnlySpan<EntityLayout.Entry> entries = layout.Entries;
        object?[] values = new object?[layout.Names.Length];
        int count = 0;
        int place = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (place == entries.Length || !reader.Is(entries[place].Utf8))
            {
                return ReadOther(ref reader, NamesOf(entries[..place]), values[..count]);
            }

            EntityLayout.Entry entry = entries[place++];
            reader.Read();
            if (entry.IsSkipped)
            {
                reader.Skip();
            }
            else
            {
                values[count++] = Value(ref reader, entry.Place);
            }
        }

        return place == entries.Length
            ? new StatusEntity(_resource, _parentId, layout, values)
            : ReadOther(ref reader, NamesOf(entries[..place]), values[..count]);
    }

    /// <summary>Reads the rest of an object whose properties differ from the layout. Its own layout is used for the next object.</summary>
    private StatusEntity ReadOther(ref JsonTokenReader reader, List<string> names, IEnumerable<object?> before)
    {
        List<object?> values = [.. before];
        for (; reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            string name = reader.GetText(_texts);
            names.Add(name);
            reader.Read();
            if (EntityLayout.IsSkipped(name))
            {
                reader.Skip();
            }
            else
            {
                values.Add(Value(ref reader, _resource.IndexOf(name)));
            }
        }

        _layout = _resource.GetLayout(names);
        return new StatusEntity(_resource, _parentId, _layout, [.. values]);
    }

    private static List<string> NamesOf(ReadOnlySpan<EntityLayout.Entry> entries)
    {
        List<string> names = [];
        foreach (EntityLayout.Entry entry in entries)
        {
            names.Add(entry.WireName);
        }

        return names;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private object? Value(ref JsonTokenReader reader, int place)
    {
        PropertyType? type = place < 0 ? null : _resource.Properties[place].Type;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String when type == PropertyType.Timestamp:
                return Date(ref reader, place);
            case JsonTokenType.String:
                // Ids differ from object to object, so they are not cached.
                return reader.GetText(place == 0 ? null : _texts);
            case JsonTokenType.Number:
                object number = reader.GetNumber();
                return type == PropertyType.Number && number is >= (long)int.MinValue and <= (long)int.MaxValue
                    ? (int)(long)number
                    : number;
            case JsonTokenType.True:
                return True;
            case JsonTokenType.False:
                return False;
            default:
                return Plain(ref reader);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private object Date(ref JsonTokenReader reader, int place)
    {
        LastDate last = _dates[place] ??= new LastDate();
        if (last.Value is { } same && reader.Is(last.Text))
        {
            return same;
        }

        object value = reader.TryGetDate(out DateTimeOffset date) ? date : TryDate(reader.GetText(_texts));
        last.Set(reader.IsEscaped ? [] : reader.RawText, value);
        return value;
    }

    private static object TryDate(string text)
    {
        try
        {
            return PropertyConverter.ParseDate("date", text);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>Reads a nested value as lists and dictionaries.</summary>
    private object? Plain(ref JsonTokenReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            List<object?> list = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                list.Add(Value(ref reader, -1));
            }

            return list;
        }

        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetText(_texts);
            reader.Read();
            object? value = Value(ref reader, -1);
            if (name.Length > 0)
            {
                // An object of PowerShell cannot have a property without a name.
                map[name] = value;
            }
        }

        return map;
    }

    /// <summary>Where the object begins; negative when the document is no object or is incomplete.</summary>
    private static int FindWrapped(ReadOnlySpan<byte> utf8)
    {
        JsonTokenReader reader = new(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return -1;
        }

        int outer = reader.TokenStart;
        int wrapped = -1;
        bool hasId = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = reader.Is("value"u8);
            hasId |= reader.Is("id"u8);
            reader.Read();
            wrapped = isValue && reader.TokenType == JsonTokenType.StartObject ? reader.TokenStart : wrapped;
            reader.Skip();
        }

        return wrapped >= 0 && !hasId ? wrapped : outer;
    }

    /// <summary>The latest date of a property. Rows that were reported together, or never, have the same date.</summary>
    private sealed class LastDate
    {
        private const int MaxLength = 40;
        private readonly byte[] _text = new byte[MaxLength];
        private int _length;

        internal ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

        internal object? Value { get; private set; }

        internal void Set(ReadOnlySpan<byte> text, object value)
        {
            bool fits = text.Length is > 0 and <= MaxLength;
            Value = fits ? value : null;
            _length = fits ? text.Length : 0;
            text[.._length].CopyTo(_text);
        }
    }
}
