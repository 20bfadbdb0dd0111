using NuGet.Common;

namespace DeviceStatus.Pack;

/// <summary>Collects the messages of the signing, because its exception does not contain the cause.</summary>
internal sealed class SigningLog : LoggerBase
{
    private readonly List<string> _messages = [];

    /// <summary>The warnings and errors, in order.</summary>
    internal IReadOnlyList<string> Messages => _messages;

    /// <inheritdoc/>
    public override void Log(ILogMessage message)
    {
        if (message.Level >= LogLevel.Warning)
        {
            _messages.Add(message.Message);
        }
    }

    /// <inheritdoc/>
    public override Task LogAsync(ILogMessage message)
    {
        Log(message);
        return Task.CompletedTask;
    }
}
