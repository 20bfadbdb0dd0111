using System.Management.Automation;

namespace DeviceStatus.Output;

/// <summary>A property of a status object. It keeps the value that was read, so that Set sends only changed values.</summary>
internal sealed class StatusProperty : PSNoteProperty, IOriginalValue
{
    private readonly object? _original;

    internal StatusProperty(string name, object? value)
        : base(name, value) => _original = value;

    private StatusProperty(string name, object? value, object? original)
        : base(name, value) => _original = original;

    /// <inheritdoc/>
    public bool IsChanged => !Equals(PSValue.Unwrap(Value), _original);

    /// <inheritdoc/>
    public override PSMemberInfo Copy() => new StatusProperty(Name, Value, _original);
}
