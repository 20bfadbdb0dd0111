using DeviceStatus.Connections;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Pipeline;
using DeviceStatus.Sandbox;
using DeviceStatus.Sandbox.Hosting;

namespace DeviceStatus.Commands;

/// <summary>Connects to the sandbox. A separate class, so that no other command loads the assembly of the sandbox.</summary>
internal sealed class SandboxConnector
{
    private static readonly Uri Endpoint = new("https://sandbox.graph.invalid");
    private readonly ConnectDeviceStatusCommand _command;

    internal SandboxConnector(ConnectDeviceStatusCommand command) => _command = command;

    internal Connection Open()
    {
        string? path = _command.SandboxPath is null
            ? null
            : OutputFile.Resolve(_command, _command.SandboxPath, nameof(_command.SandboxPath), "sandbox.json", "SandboxFileError");
        Release(path);
        if (_command.SandboxMaxLatency is { } longest && _command.SandboxLatency > longest)
        {
            throw new ArgumentException(
                $"-SandboxMaxLatency is {longest}, which is less than -SandboxLatency, {_command.SandboxLatency}. "
                    + $"It must be the longer of the two.");
        }

        SandboxGraph graph;
        try
        {
            graph = _command.Await(SandboxGraph.OpenAsync(Options(path), _command.StopToken).AsTask());
        }
        catch (SandboxFileException exception)
        {
            _command.Fail(exception, "SandboxFileError", path);
            throw;
        }

        GraphClient client = new(new GraphClientOptions
        {
            Endpoint = _command.GraphEndpoint ?? Endpoint,
            Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            ApiVersion = GraphConnector.Version(_command.ApiVersion),

            // A sandbox with a quota simulates a real run, which is paced.
            WriteLimit = _command.Pace(isService: _command.SandboxWriteLimit > 0),
            RequestTimeout = _command.RequestTimeout ?? GraphClientOptions.DefaultRequestTimeout,
            Transport = new SandboxHandler(graph),
        });
        return new Connection(_command.Name, "Sandbox", client, nameof(SignInMethod.Sandbox))
        {
            Environment = "Sandbox",
            ApiVersion = _command.ApiVersion,
            SandboxPath = path,
            Scopes = _command.SandboxPermission ?? [],
            ReadSandboxUsage = () => Usage(graph.Statistics, _command.SandboxPermission ?? []),
            OwnedResource = graph,

            // Jobs of the sandbox are ready at once. With a write limit the quota of jobs is that of the service.
            ReportOptions = new ExportJobOptions
            {
                FirstPollDelay = TimeSpan.FromMilliseconds(20),
                RequestsPerMinute = _command.SandboxWriteLimit > 0 ? ExportJobOptions.AppRequestsPerMinute : 0,
            },
        };
    }

    private static SandboxUsage Usage(SandboxStatistics statistics, string[] granted)
    {
        IReadOnlyList<string> needed = statistics.NeededPermissions;
        return new SandboxUsage
        {
            Requests = statistics.Requests,
            Batches = statistics.Batches,
            Throttled = statistics.Throttled,
            CallsOverLimit = statistics.CallsOverLimit,
            EarlyCalls = statistics.EarlyCalls,
            LostConnections = statistics.LostConnections,
            NeededPermissions = [.. needed],
            UnneededPermissions = [.. granted.Except(needed, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
        };
    }

    private SandboxOptions Options(string? path) => new()
    {
        Path = path,
        Latency = _command.SandboxLatency ?? TimeSpan.Zero,
        WriteLimit = _command.SandboxWriteLimit,
        MaxLatency = _command.SandboxMaxLatency,
        FaultRate = _command.SandboxFaultRate,
        FaultRules = _command.SandboxFault is { } faults ? SandboxFaultReader.Read(faults) : [],
        Permissions = _command.SandboxPermission ?? [],
        Day = _command.SandboxDay,
        DeniedPolicies = _command.SandboxDeniedPolicy ?? [],
        ShortLists = _command.SandboxShortList,
        Reports = new SandboxReportOptions().With(Behavior()),
    };

    private SandboxReportBehavior Behavior() =>
        (_command.SandboxReportBehavior ?? []).Aggregate(
            SandboxReportBehavior.None,
            static (all, name) => all | Enum.Parse<SandboxReportBehavior>(name, ignoreCase: true));


    /// <summary>Closes the connection of this process that uses the file, so that a script can be run twice in one session.</summary>
    private void Release(string? path)
    {
        Connection? holder = path is null
            ? null
            : Array.Find(ConnectionStore.All(), connection => string.Equals(connection.SandboxPath, path, StringComparison.Ordinal));
        if (holder is not null && ConnectionStore.Remove(holder))
        {
            _command.Await(holder.CloseAsync());
        }
    }
}
