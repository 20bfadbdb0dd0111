using System.Globalization;
using System.Management.Automation.Host;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>A PowerShell host that records what is written to it and replies to prompts.</summary>
public sealed class TestHost : PSHost
{
    private readonly TestHostUserInterface _ui = new();

    /// <inheritdoc/>
    public override string Name => "DeviceStatus.Module.Tests";

    /// <inheritdoc/>
    public override Version Version { get; } = new(1, 0);

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <summary>What was written, and the replies to prompts.</summary>
    public TestHostUserInterface Screen => _ui;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();
}
