namespace DeviceStatus.Pipeline;

/// <summary>Writes and reads the simple values of a row.</summary>
internal static class ScalarCodec
{
    private enum Kind : byte
    {
        Null,
        Text,
        False,
        True,
        Int32,
        Int64,
        Double,
        Decimal,
        DateTime,
        DateTimeOffset,
        Guid,
    }

    /// <summary>Whether a value has one of these types.</summary>
    internal static bool IsScalar(object? value) =>
        value is null or string or bool or int or long or double or decimal or DateTime or DateTimeOffset or Guid;

    /// <summary>Writes a value for which <see cref="IsScalar"/> holds.</summary>
    internal static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Write((byte)Kind.Null);
                break;
            case string text:
                writer.Write((byte)Kind.Text);
                writer.Write(text);
                break;
            case bool truth:
                writer.Write((byte)(truth ? Kind.True : Kind.False));
                break;
            case int number:
                writer.Write((byte)Kind.Int32);
                writer.Write(number);
                break;
            case long number:
                writer.Write((byte)Kind.Int64);
                writer.Write(number);
                break;
            case double number:
                writer.Write((byte)Kind.Double);
                writer.Write(number);
                break;
            case decimal number:
                writer.Write((byte)Kind.Decimal);
                writer.Write(number);
                break;
            case DateTime date:
                writer.Write((byte)Kind.DateTime);
                writer.Write(date.ToBinary());
                break;
            case DateTimeOffset date:
                writer.Write((byte)Kind.DateTimeOffset);
                writer.Write(date.Ticks);
                writer.Write((short)date.TotalOffsetMinutes);
                break;
            case Guid id:
                writer.Write((byte)Kind.Guid);
                writer.Write(id.ToByteArray());
                break;
            default:
                throw new ArgumentException($"A value of the type {value.GetType()} is not a simple one.", nameof(value));
        }
    }

    /// <summary>Reads a value.</summary>
    internal static object? Read(BinaryReader reader) => (Kind)reader.ReadByte() switch
    {
        Kind.Null => null,
        Kind.Text => reader.ReadString(),
        Kind.False => false,
        Kind.True => true,
        Kind.Int32 => reader.ReadInt32(),
        Kind.Int64 => reader.ReadInt64(),
        Kind.Double => reader.ReadDouble(),
        Kind.Decimal => reader.ReadDecimal(),
        Kind.DateTime => DateTime.FromBinary(reader.ReadInt64()),
        Kind.DateTimeOffset => new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromMinutes(reader.ReadInt16())),
        _ => new Guid(reader.ReadBytes(16)),
    };
}
