using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace DeviceStatus.Connections;

/// <summary>
/// The values of -Connection that name no open connection: empty arrays, each with the reason. Only the command knows whether the value
/// came from the command line or from a row.
/// </summary>
internal static class UnresolvedConnections
{
    private static readonly ConditionalWeakTable<Connection[], ItemNotFoundException> Reasons = [];

    /// <summary>Creates a value.</summary>
    /// <param name="reason">Why there is no connection.</param>
    internal static Connection[] Create(ItemNotFoundException reason)
    {
#pragma warning disable CA1825 // Not the empty array that all code shares: the reason belongs to this one.
        Connection[] value = new Connection[0];
#pragma warning restore CA1825
        Reasons.Add(value, reason);
        return value;
    }

    /// <summary>Gets the reason of such a value; <see langword="null"/> for every other value.</summary>
    internal static ItemNotFoundException? ReasonOf(Connection[]? value) =>
        value is not null && Reasons.TryGetValue(value, out ItemNotFoundException? reason) ? reason : null;
}
