using System.Collections;
using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>
/// Converts texts to members of complianceStatus, including the words of the Intune portal, such as "Not compliant" and "Succeeded".
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StatusMemberTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly Dictionary<string, string[]> PortalWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["succeeded"] = ["compliant", "remediated"],
        ["success"] = ["compliant", "remediated"],
        ["notcompliant"] = ["nonCompliant"],
        ["notevaluated"] = ["unknown"],
        ["pending"] = ["unknown"],
    };

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare switch
        {
            null => Array.Empty<object>(),
            string text => Members(text).ToArray<object>(),
            IEnumerable list => list.Cast<object?>().SelectMany(item => Members(item?.ToString() ?? string.Empty)).ToArray<object>(),
            _ => inputData!,
        };
    }

    private static string[] Members(string text)
    {
        string compact = string.Concat(text.Where(char.IsLetter));

        // A text that is no member is kept, so that the error shows it.
        bool isWord = compact.Length == text.Count(letter => !char.IsWhiteSpace(letter) && letter != '-');
        return PortalWords.GetValueOrDefault(compact) ?? [isWord ? compact : text];
    }
}
