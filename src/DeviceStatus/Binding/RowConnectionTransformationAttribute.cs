using System.Management.Automation;
using DeviceStatus.Connections;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts a connection of the command line: a connection, its name or its tenant id. The command reads the connection of a row itself,
/// see <see cref="RowBinding"/>, so that an unknown name is a failure of the row.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RowConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether several connections and wildcards are accepted.</summary>
    public bool TakesSeveral { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (RowBinding.IsActive)
        {
            return null;
        }

        object? value = PSValue.Unwrap(inputData);
        try
        {
            Connection[] found = ConnectionSelector.Find(value);
            return (TakesSeveral, found.Length) switch
            {
                (_, 0) => throw new ArgumentTransformationMetadataException(
                    "The connection was given, but it is empty. Check that the variable has a value; "
                        + "leave the parameter out for the default connection."),
                (true, _) => found,
                (_, 1) when value is not string text || !IsPattern(text, found[0]) => found[0],
                _ => throw new ArgumentTransformationMetadataException(
                    "Give one connection by its name or its tenant id. To write to several, give the rows a column Connection."),
            };
        }
        catch (ItemNotFoundException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    /// <summary>A write command accepts no wildcards, even if only one connection matches.</summary>
    private static bool IsPattern(string text, Connection found) =>
        !string.Equals(text, found.Name, StringComparison.OrdinalIgnoreCase)
            && !string.Equals(text, found.TenantId, StringComparison.OrdinalIgnoreCase);
}
