using DeviceStatus.Connections;

namespace DeviceStatus.Binding;

/// <summary>Finds the connections for a completion.</summary>
internal static class CompletionConnections
{
    /// <summary>Finds the connections.</summary>
    /// <param name="given">The value of -Connection, or null.</param>
    /// <param name="hint">Why there is none, or null.</param>
    internal static Connection[] Find(object? given, out string? hint)
    {
        Connection[] found = ConnectionSelector.TryFind(given);
        hint = found.Length > 0 ? null
            : given is not null ? "There is no such connection. Get-DeviceStatusConnection lists the connections."
            : ConnectionStore.IsAmbiguous(out _) ? "Several connections are open. Give -Connection first."
            : "Not connected. Run Connect-DeviceStatus first.";
        return found;
    }
}
