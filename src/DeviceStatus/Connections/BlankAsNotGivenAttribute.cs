using System.Management.Automation;

namespace DeviceStatus.Connections;

/// <summary>Treats an empty cell of a CSV file as a parameter that was not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BlankAsNotGivenAttribute : ArgumentTransformationAttribute
{
    /// <summary>The value of a blank.</summary>
    public string? Default { get; set; }

    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && string.IsNullOrWhiteSpace(text)
            ? Default
            : inputData;
}
