using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Requests;

namespace DeviceStatus.Pipeline;

/// <summary>
/// Compares a list with what the service's own overview counts: lists are known to end early without a word. The overview is read while
/// the list is, so that it costs a request and hardly any time.
/// </summary>
internal sealed class OverviewComparison : IDisposable
{
    /// <summary>How long the overview may come after the end of the list.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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

        // Not on the pipeline thread: a token or the sandbox may take its time before the first wait.
        _expected = Task.Run(() => OverviewCount.ReadAsync(client, list, log, ended), CancellationToken.None);
    }

    /// <summary>Begins, if the list is one of everything, has an overview, and the warning would be heard.</summary>
    internal static OverviewComparison? Begin(PipelineCommand command, GraphClient client, GraphRequest list, bool hasLimits) =>
        hasLimits || list.Resource.Overview is null || !command.IsStreamVisible("Warning")
            ? null
            : new OverviewComparison(command, client, list);

    /// <summary>The list has ended.</summary>
    /// <param name="count">The rows that it had.</param>
    /// <param name="connection">The connection, where there are several.</param>
    internal void End(long count, Connection? connection = null)
    {
        _command.Await(Task.WhenAny(_expected, Task.Delay(Patience, _ended.Token)));
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
