using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts the ids of the command line to trimmed texts; of a policy object it takes the id. Null and blanks are refused, so that a
/// variable that was never set does not mean "all". The command reads the ids of a row itself, see <see cref="RowBinding"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (RowBinding.IsActive)
        {
            return RowBinding.Placeholder;
        }

        List<string> ids = [];
        System.Collections.IEnumerable items =
            PSValue.Unwrap(inputData) is System.Collections.IEnumerable list and not string ? list : new[] { inputData };
        foreach (object? item in items)
        {
            // A policy is replaced by its id.
            object? value = item is not null && PolicyReference.TryReadPolicy(PSObject.AsPSObject(item)) is { } policy
                ? PolicyIds.Take(policy)
                : PSValue.Unwrap(item);
            ids.Add(ToId(value) switch
            {
                null => throw new ArgumentTransformationMetadataException(
                    $"A value of the type {value!.GetType().Name} is not an id; give a text."),
                "" => throw new ArgumentTransformationMetadataException(
                    "The id was given, but it is empty. Check that the variable has a value; leave the parameter out where you mean all."),
                string id => id,
            });
        }

        return ids.Count > 0
            ? ids.ToArray()
            : throw new ArgumentTransformationMetadataException(
                "The list of ids is empty. Give at least one id; leave the parameter out where you mean all.");
    }

    /// <summary>Converts an id to text; returns an empty text for null and blanks, and null for a value that is no id.</summary>
    internal static string? ToId(object? value) => value switch
    {
        null => string.Empty,
        string text when text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) => text,
        string text => text.Trim(),
        Guid id => id.ToString(),
        int or long or short or byte or uint or ulong or ushort or sbyte or decimal =>
            Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
