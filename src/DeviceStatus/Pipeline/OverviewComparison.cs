using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Compares the length of a list with its overview, because the service may end a list early without an error. The overview is read at the
/// same time as the list.
/// </summary>
internal sealed class OverviewComparison : IDisposable
{
    /// <summary>The maximum wait for the overview after the end of the list.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly PipelineCommand _command;
    private readonly CancellationTokenSource _ended;
    private readonly Task<long?> _expected;
    private readonly string _overview;

    private OverviewComparison(PipelineCommand command, GraphClient client, GraphRequest list)
    {
        _command = command;
        _overview = list.Resource.Overview!.Noun;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(command.StopToken);
        GraphLog log = new() { Debug = command.Log().Debug };
        CancellationToken ended = _ended.Token;

        // Not on the pipeline thread, because a token or the sandbox may block before the first await.
        _expected = Task.Run(() => OverviewCount.ReadAsync(client, list, log, ended), CancellationToken.None);
    }

    /// <summary>Starts the comparison if the list is unfiltered, has an overview, and warnings are visible.</summary>
    internal static OverviewComparison? Begin(PipelineCommand command, GraphClient client, GraphRequest list, bool hasLimits) =>
        hasLimits || list.Resource.Overview is null || !command.IsStreamVisible("Warning")
            ? null
            : new OverviewComparison(command, client, list);

    /// <summary>Ends the comparison after the list.</summary>
    /// <param name="count">The number of rows of the list.</param>
    /// <param name="connection">The connection, if there are several.</param>
    internal void End(long count, Connection? connection = null)
    {
        _command.Await(Task.WhenAny(_expected, Task.Delay(MaxWait, _ended.Token)));
        if (_expected.IsCompletedSuccessfully && _command.Await(_expected) is { } expected && expected > count)
        {
            _command.WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{(connection is null ? "The list" : $"The list of '{connection.Name}'")} ended after {count:N0} rows, "
                    + $"but the service's own overview counts {expected:N0} (Get-{_overview}). "
                    + $"The service is known to return incomplete lists for some policies."));
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        PipelineCommand.WaitIgnoringErrors(_expected);
        _ended.Dispose();
    }
}
