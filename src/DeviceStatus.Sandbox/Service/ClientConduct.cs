using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Routing;

namespace DeviceStatus.Sandbox.Service;

/// <summary>
/// Records how a client behaves: whether it waits for <c>Retry-After</c>, whether it stays below the limit, and which permissions its calls
/// need.
/// </summary>
internal sealed class ClientConduct
{
    private readonly object _lock = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<(ThrottlingClass Family, bool IsWrite), Pause> _families = [];
    private readonly Dictionary<string, Pause> _calls = new(StringComparer.OrdinalIgnoreCase);
    private readonly SandboxStatistics _statistics;

    internal ClientConduct(TimeProvider time, SandboxStatistics statistics)
    {
        _time = time;
        _statistics = statistics;
    }

    /// <summary>Records a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="route">The route of the call.</param>
    /// <param name="arrived">When its HTTP request arrived, a time stamp of the clock.</param>
    internal void OnCall(ApiCall call, Route route, long arrived)
    {
        ResourceDescriptor resource = route.Table.Resource;
        _statistics.AddNeededPermission(PermissionOf(call, resource));
        lock (_lock)
        {
            if (IsEarly(_families, (resource.Throttling, call.IsWrite), arrived) || IsEarly(_calls, Key(call), arrived))
            {
                _statistics.CountEarly();
            }
        }
    }

    /// <summary>Records a response that asks for a pause.</summary>
    /// <param name="call">The call.</param>
    /// <param name="route">The route of the call.</param>
    /// <param name="response">The response.</param>
    /// <param name="isOverLimit">Whether the limit of the sandbox caused the response.</param>
    internal void OnRefused(ApiCall call, Route route, ApiResponse response, bool isOverLimit)
    {
        lock (_lock)
        {
            if (isOverLimit)
            {
                _statistics.CountOverLimit();
            }

            if (!int.TryParse(response.RetryAfter, out int seconds) || seconds <= 0)
            {
                return;
            }

            // 429 applies to every call of the family. Another error applies to the one call.
            Pause pause = new(_time.GetTimestamp(), TimeSpan.FromSeconds(seconds));
            if (response.Status == 429)
            {
                _families[(route.Table.Resource.Throttling, call.IsWrite)] = pause;
            }
            else
            {
                _calls[Key(call)] = pause;
            }
        }
    }

    /// <summary>Removes the recorded pauses.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            _families.Clear();
            _calls.Clear();
        }
    }

    /// <summary>The least privileged permission that a call needs.</summary>
    internal static string PermissionOf(ApiCall call, ResourceDescriptor resource) =>
        call.IsWrite ? resource.WritePermission : resource.ReadPermission;

    private static string Key(ApiCall call) => call.Method + " " + call.Path;

    // A call that arrived before the response was sent is not early: the client could not know of the pause.
    private bool IsEarly<TKey>(Dictionary<TKey, Pause> pauses, TKey key, long arrived)
        where TKey : notnull
    {
        if (!pauses.TryGetValue(key, out Pause pause) || arrived <= pause.Since)
        {
            return false;
        }

        if (_time.GetElapsedTime(pause.Since, arrived) < pause.Length)
        {
            return true;
        }

        // Only the pauses of calls that were not repeated remain.
        pauses.Remove(key);
        return false;
    }

    private readonly record struct Pause(long Since, TimeSpan Length);
}
