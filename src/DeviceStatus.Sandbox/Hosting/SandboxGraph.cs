using DeviceStatus.Sandbox.Persistence;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Seed;
using DeviceStatus.Sandbox.Service;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Hosting;

/// <summary>An in-process simulation of Microsoft Graph with the schema of the client. Thread-safe.</summary>
public sealed class SandboxGraph : IAsyncDisposable
{
    private readonly SandboxOptions _options;
    private readonly SandboxStore _store;
    private readonly GraphService _service;
    private readonly StateSaver? _saver;

    private SandboxGraph(SandboxOptions options, RouteTable routes, SandboxStore store, StateSaver? saver)
    {
        _options = options;
        _store = store;
        _saver = saver;
        _service = new GraphService(options, routes, store, SaveAsync);
    }

    /// <summary>The statistics of the requests so far.</summary>
    public SandboxStatistics Statistics => _service.Statistics;

    internal DateTimeOffset Now => (_options.TimeProvider ?? TimeProvider.System).GetUtcNow();

    /// <summary>Opens a sandbox.</summary>
    /// <param name="options">The behavior of the sandbox.</param>
    /// <param name="cancellationToken">Cancels reading the state file.</param>
    /// <returns>The sandbox. Dispose it to save pending changes and to release the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">A denied policy does not exist in the sandbox.</exception>
    /// <exception cref="SandboxFileException">The state file is not a sandbox file, is in use, or cannot be read.</exception>
    public static async ValueTask<SandboxGraph> OpenAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLatency ?? options.Latency, options.Latency);
        ArgumentOutOfRangeException.ThrowIfNegative(options.WriteLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Day, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Day, SandboxOptions.LastDay);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ManyPolicies);
        ArgumentOutOfRangeException.ThrowIfNegative(options.StatusesOfEach);
        if (options.FaultRate is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.FaultRate, "FaultRate is a share from 0 to 1.");
        }

        RouteTable routes = new();
        SandboxStore store = new(routes.Tables);
        EnsureKnown(options);
        if (options.Path is null)
        {
            store.Replace(fill => SeedData.Fill(routes, fill, options));
            return new SandboxGraph(options, routes, store, null);
        }

        StateFile file = StateFile.Open(options.Path);
        try
        {
            if (!await Task.Run(() => file.TryLoad(routes, store), cancellationToken).ConfigureAwait(false))
            {
                store.Replace(fill => SeedData.Fill(routes, fill, options));
            }

            return new SandboxGraph(options, routes, store, new StateSaver(file, store));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Restores the initial data, also in the file, and resets the statistics.</summary>
    /// <param name="cancellationToken">Cancels the wait. A save in progress may still complete.</param>
    /// <returns>A task that completes when the state is saved.</returns>
    /// <exception cref="IOException">The state file cannot be written.</exception>
    public Task ResetAsync(CancellationToken cancellationToken = default)
    {
        long change = _store.Replace(fill => SeedData.Fill(_service.Routes, fill, _options));
        _service.ClearStatistics();
        return SaveAsync(change, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _saver is null ? ValueTask.CompletedTask : _saver.DisposeAsync();

    internal Task<SandboxResponse> HandleAsync(SandboxRequest request, CancellationToken cancellationToken) =>
        _service.HandleAsync(request, cancellationToken);

    /// <summary>Changes <see cref="SandboxOptions.WriteLimit"/> while the sandbox runs.</summary>
    internal void ChangeWriteLimit(int limit) => _service.ChangeWriteLimit(limit);

    /// <summary>Changes <see cref="SandboxReportOptions.DownloadRoot"/> while the sandbox runs.</summary>
    internal void ChangeDownloadRoot(Uri root) => _service.ChangeDownloadRoot(root);

    private static void EnsureKnown(SandboxOptions options)
    {
        IReadOnlyList<SeedPolicy> policies =
            options.ManyPolicies > 0 ? SeedPolicies.Many(options.ManyPolicies, options.StatusesOfEach) : SeedPolicies.All;
        string? unknown = options.DeniedPolicies
            .FirstOrDefault(denied => !policies.Any(policy => Is(policy.Name, denied) || Is(policy.Id, denied)));
        if (unknown is not null)
        {
            string known = string.Join(", ", policies.Take(20).Select(policy => policy.Name));
            throw new ArgumentException($"The sandbox has no policy '{unknown}'. It has: {known}.", nameof(options));
        }

        static bool Is(string known, string denied) => string.Equals(known, denied, StringComparison.OrdinalIgnoreCase);
    }

    private Task SaveAsync(long change, CancellationToken cancellationToken) =>
        _saver is null ? Task.CompletedTask : _saver.SaveAsync(change, cancellationToken);
}
