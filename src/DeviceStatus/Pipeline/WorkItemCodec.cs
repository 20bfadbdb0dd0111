using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Files;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Writes and reads the rows that wait for their connection in a temporary file. All rows of a command have the same resource.
/// </summary>
internal sealed class WorkItemCodec(ResourceDescriptor resource) : ISpillCodec<WorkItem>
{
    private readonly RowObjectCodec _objects = new();

    private enum Kind : byte
    {
        Request,
        Refused,
        Unchanged,
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer, WorkItem item)
    {
        writer.Write7BitEncodedInt64(item.Number);
        _objects.Write(writer, item.Input);
        if (item.Request is { } request)
        {
            writer.Write((byte)Kind.Request);
            Write(writer, request);
        }
        else if (item.CheckFailure is { } failure)
        {
            writer.Write((byte)Kind.Refused);
            writer.Write(failure.ErrorId);
            writer.Write(failure.Message);
        }
        else
        {
            writer.Write((byte)Kind.Unchanged);
        }
    }

    /// <inheritdoc/>
    public WorkItem Read(BinaryReader reader)
    {
        long number = reader.Read7BitEncodedInt64();
        object? input = _objects.Read(reader);
        return (Kind)reader.ReadByte() switch
        {
            Kind.Request => new WorkItem(number, ReadRequest(reader), input),
            Kind.Refused => new WorkItem(number, new GraphFailure(reader.ReadString(), reader.ReadString()), input),
            _ => WorkItem.CreateDone(number, input),
        };
    }

    private static void Write(BinaryWriter writer, GraphRequest request)
    {
        StatusChange change = request.Change!;
        writer.Write((byte)change.Operation);
        writer.Write(change.OnCollection);
        writer.Write((byte)request.Version);
        WriteText(writer, change.ParentId);
        WriteText(writer, change.Id);
        foreach ((PropertyDescriptor property, object? value) in change.Values)
        {
            writer.Write(property.Name);
            ScalarCodec.Write(writer, value);
        }

        writer.Write(string.Empty);
    }

    private GraphRequest ReadRequest(BinaryReader reader)
    {
        StatusOperation operation = (StatusOperation)reader.ReadByte();
        bool onCollection = reader.ReadBoolean();
        GraphVersion version = (GraphVersion)reader.ReadByte();
        StatusChange change = new(resource, operation, ReadText(reader), ReadText(reader)) { OnCollection = onCollection };
        while (reader.ReadString() is { Length: > 0 } name)
        {
            if (ScalarCodec.Read(reader) is { } value)
            {
                change.Set(name, value);
            }
            else
            {
                change.Clear(name);
            }
        }

        return RequestBuilder.Build(change, version);
    }

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
