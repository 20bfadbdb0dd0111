using System.Buffers;
using System.Text.Json;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json;

namespace DeviceStatus.Graph.Requests;

/// <summary>One request, ready to be sent alone or as an item of a batch.</summary>
public sealed class GraphRequest
{
    private readonly StatusChange? _change;

    internal GraphRequest(
        HttpMethod method, GraphVersion version, string path, ResourceDescriptor resource, string? parentId, StatusChange? change = null)
    {
        Method = method;
        Version = version;
        Path = path;
        Resource = resource;
        ParentId = parentId;
        _change = change;
    }

    /// <summary>The HTTP method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The version that the request needs.</summary>
    public GraphVersion Version { get; }

    /// <summary>Path and query below the version; starts with <c>/</c>, every id is escaped.</summary>
    public string Path { get; }

    /// <summary>The resource of the response.</summary>
    public ResourceDescriptor Resource { get; }

    /// <summary>The id of the parent, where there is one.</summary>
    public string? ParentId { get; }

    /// <summary>The id of the object that the change addresses, where it has one.</summary>
    public string? Id => _change?.Id;

    /// <summary>
    /// The path of the object that a change addresses, the same for every method and version; <see langword="null"/> when it has no id.
    /// </summary>
    internal string? ObjectPath
    {
        get
        {
            if (_change is not { Id.Length: > 0 })
            {
                return null;
            }

            if (Method != HttpMethod.Post && !_change.OnCollection)
            {
                return Path;
            }

            try
            {
                return Resource.ItemPath(ParentId, _change.Id);
            }
            catch (ArgumentException)
            {
                // An id that is not allowed in a URL is allowed in a body.
                return null;
            }
        }
    }

    /// <summary>
    /// The address by which a run and its journal know a created object. Unlike <see cref="ObjectPath"/>, it has the id as the service
    /// gave it.
    /// </summary>
    /// <param name="id">The id of the object.</param>
    internal string CreatedObject(string id) => $"{Resource.CollectionPath(ParentId)}/{id}";

    /// <summary>The change that the request makes; <see langword="null"/> for a read.</summary>
    internal StatusChange? Change => _change;

    /// <summary>Whether the response is a page of a collection.</summary>
    public bool IsList { get; internal init; }

    /// <summary>Whether the request has a body.</summary>
    public bool HasBody => _change is not null && Method != HttpMethod.Delete;

    /// <summary>Whether the request is a write and counts against the write quota.</summary>
    public bool IsWrite => Method != HttpMethod.Get;

    /// <summary>Whether the request is idempotent. Only a POST is not.</summary>
    public bool IsRepeatable => Method != HttpMethod.Post;

    /// <summary>The whole URL under a root.</summary>
    /// <param name="root">The root of Graph, without version.</param>
    /// <returns>The URL.</returns>
    public Uri UriUnder(Uri root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new Uri(root.AbsoluteUri.TrimEnd('/') + "/" + Version.ToSegment() + Path);
    }

    /// <summary>The body as JSON text, for <c>-WhatIf</c> and for display.</summary>
    /// <param name="indented">Whether to indent it.</param>
    /// <returns>The JSON, or an empty text when there is no body.</returns>
    public string BodyText(bool indented = false)
    {
        if (!HasBody)
        {
            return string.Empty;
        }

        using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture);
        WriteBody(text, indented);
        return text.ToString();
    }

    /// <summary>Writes the body as JSON text.</summary>
    internal void WriteBody(TextWriter text, bool indented = false)
    {
        using JsonTextWriter writer = new(text) { Formatting = indented ? Formatting.Indented : Formatting.None, CloseOutput = false };
        WriteBody(writer);
    }

    /// <summary>Whether an object has every value that the change sets.</summary>
    internal bool IsSatisfiedBy(StatusEntity entity)
    {
        foreach ((PropertyDescriptor property, object? value) in _change!.Values)
        {
            bool isPresent = entity.Find(property.Name, out object? actual);
            if (Method == HttpMethod.Delete || (value is null ? actual is not null : !isPresent || !IsSame(value, actual)))
            {
                return false;
            }
        }

        return Method != HttpMethod.Delete;
    }

    /// <summary>The number of values that the change sets.</summary>
    internal int ValueCount => _change is null ? 0 : _change.Values.Count();

    /// <summary>Whether the change sets a value that identifies its object.</summary>
    internal bool IsComparable => _change is not null && _change.Values.Any(static pair => pair.Value is not null);

    /// <summary>The first text that the change sets, or null.</summary>
    internal (string Name, string Value)? FirstText
    {
        get
        {
            foreach ((PropertyDescriptor property, object? value) in _change!.Values)
            {
                if (property.Type == PropertyType.Text && value is string text)
                {
                    return (property.Name, text);
                }
            }

            return null;
        }
    }

    /// <summary>
    /// Whether an object has the values that the change sets. Values that the object does not have are ignored, but at least one must be
    /// present.
    /// </summary>
    internal bool IsEqualTo(StatusEntity entity) =>
        !IsContradictedBy(entity) && _change!.Values.Any(pair => pair.Value is not null && entity[pair.Key.Name] is not null);

    /// <summary>
    /// Whether an object has a value that differs from the one that the change sets. Values that the object does not have are ignored.
    /// </summary>
    internal bool IsContradictedBy(StatusEntity entity)
    {
        foreach ((PropertyDescriptor property, object? value) in _change!.Values)
        {
            if (entity.Find(property.Name, out object? actual) && !IsSame(value, actual))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The body as UTF-8, for a request that is sent alone.</summary>
    internal ReadOnlyMemory<byte> BodyBytes()
    {
        ArrayBufferWriter<byte> bytes = new(512);
        using Utf8JsonWriter writer = GraphJson.Utf8Writer(bytes);
        WriteBody(writer);
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>Writes the body to a request.</summary>
    internal void WriteBody(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in BodyValues())
        {
            if (value is int number)
            {
                writer.WriteNumber(name, number);
            }
            else
            {
                writer.WriteString(name, (string?)value);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the body as the text from which the key of a row in a journal is computed, so it must not change.</summary>
    private void WriteBody(JsonTextWriter writer)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in BodyValues())
        {
            writer.WritePropertyName(name, escape: false);
            if (value is int number)
            {
                writer.WriteValue(number);
            }
            else
            {
                writer.WriteValue((string?)value);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// The body: the type, the id if the form requires it, and the values that are set. A value is a text, a number or null.
    /// </summary>
    private IEnumerable<(string Name, object? Value)> BodyValues()
    {
        StatusChange change = _change!;
        yield return ("@odata.type", change.Resource.ODataType);
        if (change.Id is { Length: > 0 } id && (change.Operation == StatusOperation.Create || change.OnCollection))
        {
            yield return ("id", id);
        }

        foreach ((PropertyDescriptor property, object? value) in change.Values)
        {
            yield return (property.Name, value is DateTimeOffset date ? PropertyConverter.FormatDate(date) : value);
        }
    }

    private static bool IsSame(object? wanted, object? actual) => (wanted, actual) switch
    {
        (null, null) => true,

        // The service may store fewer fractional digits of a second than the request has.
        (DateTimeOffset left, DateTimeOffset right) => (left - right).Duration() < TimeSpan.FromSeconds(1),
        (int left, long right) => left == right,
        (string left, string right) => string.Equals(left, right, StringComparison.Ordinal),
        _ => Equals(wanted, actual),
    };
}
