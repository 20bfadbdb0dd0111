using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DeviceStatus;

/// <summary>Takes values out of the wrappers that PowerShell puts around them.</summary>
internal static class PSValue
{
    /// <summary>The value itself: without its wrapper, and null for what PowerShell and databases use instead of null.</summary>
    internal static object? Unwrap(object? value)
    {
        // PowerShell's own "nothing" is an object with a wrapper of its own.
        if (ReferenceEquals(value, AutomationNull.Value))
        {
            return null;
        }

        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare is DBNull ? null : bare;
    }

    /// <summary>The members of a list, each without its wrapper; a single value is a list of itself.</summary>
    internal static IEnumerable<object?> UnwrapAll(object? value) =>
        Unwrap(value) is IEnumerable list and not string and not IDictionary ? list.Cast<object?>().Select(Unwrap) : [Unwrap(value)];
}
