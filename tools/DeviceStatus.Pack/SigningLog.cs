using NuGet.Common;

namespace DeviceStatus.Pack;

/// <summary>Keeps what the signing reports, because its exception does not name the cause.</summary>
internal sealed class SigningLog : LoggerBase
{
    private readonly List<string> _messages = [];

    /// <summary>The warnings and errors, in their order.</summary>
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
