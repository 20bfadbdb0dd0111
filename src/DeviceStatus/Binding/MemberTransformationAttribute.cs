using System.Management.Automation;

namespace DeviceStatus.Binding;

/// <summary>
/// Reads a member of an enumeration. CSV readers make null of a blank last cell, which ValidateSet refuses; as "" it is among the members
/// and means "not given". A blank beside the member is not the user's point.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MemberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        null => string.Empty,
        string text => text.Trim(),
        PSObject { BaseObject: string text } => text.Trim(),
        _ => inputData,
    };
}
