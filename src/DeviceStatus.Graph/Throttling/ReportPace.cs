namespace DeviceStatus.Graph.Throttling;

/// <summary>What the service counts the requests of export jobs of one tenant by: the tenant, each app and each user.</summary>
/// <param name="clock">The clock.</param>
internal sealed class ReportPace(TimeProvider clock)
{
    private readonly object _gate = new();
    private readonly RequestWindow _tenant = new(RequestRateLimiter.TenantLimit, clock);
    private readonly Dictionary<string, RequestWindow> _apps = [];
    private readonly Dictionary<string, RequestWindow> _users = [];

    /// <summary>How long no request was sent.</summary>
    internal TimeSpan Idle
    {
        get
        {
            lock (_gate)
            {
                return _tenant.Idle;
            }
        }
    }

    /// <summary>The limiter of an app, or of a user of it. It keeps this object alive.</summary>
    /// <param name="app">The app.</param>
    /// <param name="user">The user whose token is used; <see langword="null"/> for the app itself.</param>
    internal RequestRateLimiter LimiterOf(string app, string? user)
    {
        lock (_gate)
        {
            RequestWindow appWindow = Window(_apps, app, RequestRateLimiter.AppLimit);
            RequestWindow[] windows = user is null
                ? [_tenant, appWindow]
                : [_tenant, appWindow, Window(_users, user.ToLowerInvariant(), RequestRateLimiter.UserLimit)];
            return new RequestRateLimiter(_gate, windows, clock) { Owner = this };
        }
    }

    private RequestWindow Window(Dictionary<string, RequestWindow> windows, string name, int limit)
    {
        if (!windows.TryGetValue(name, out RequestWindow? window))
        {
            windows[name] = window = new RequestWindow(limit, clock);
        }

        return window;
    }
}
