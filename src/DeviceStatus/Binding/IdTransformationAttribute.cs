using System.Globalization;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>
/// Reads the ids that are typed: texts, GUIDs or numbers, trimmed. Null
/// and blanks are refused, so that a variable that was never set does not
/// become "all". The ids of a row are left to the command, see <see cref="RowBinding"/>. The id of a policy object is taken from it.
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
            // A policy stands for its id.
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

    /// <summary>An id as text; empty for null and blanks, null for what is not an id.</summary>
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
