using System.Text;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Retry;
using DeviceStatus.Graph.Tests.Throttling.Simulation;
using DeviceStatus.Graph.Throttling;

namespace DeviceStatus.Graph.Tests.Batching;

/// <summary>The parts of an executor without its loop: a test runs one step and looks at what it left. Time stands still.</summary>
internal sealed class ExecutorParts : IDisposable
{
    /// <summary>Waits that can be told from each other; the budget is an hour, and a minute while nothing has responded.</summary>
    internal static readonly RetryPolicy Slow = new()
    {
        BaseDelay = TimeSpan.FromSeconds(8),
        MaxDelay = TimeSpan.FromSeconds(8),
        MaxTotalDelay = TimeSpan.FromHours(1),
        MaxUnreachedDelay = TimeSpan.FromMinutes(1),
        MaxFailedReads = 3,
    };

    private long _number;

    internal ExecutorParts(
        BatchOptions? options = null,
        Uri? endpoint = null,
        RetryPolicy? retry = null,
        int writeLimit = 0,
        ITokenSource? tokens = null,
        ResponseBudget? budget = null)
    {
        Client = new GraphClient(new GraphClientOptions
        {
            Endpoint = endpoint ?? new Uri("https://graph.example.com"),
            Tokens = tokens ?? TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
            WriteLimit = writeLimit,
            Retry = retry ?? Slow,
            Clock = Clock,
            Budget = budget ?? ResponseBudget.Process,
        });
        Run = new ExecutorContext(Client, options ?? new BatchOptions { Linger = TimeSpan.Zero }, new RunStatistics(Clock))
        {
            Stop = Stops.Add,
        };
        Sender = new BatchSender(Run);
    }

    internal VirtualClock Clock { get; } = new();

    internal GraphClient Client { get; }

    internal ExecutorContext Run { get; }

    internal BatchSender Sender { get; }

    /// <summary>Why the run was to stop.</summary>
    internal List<string> Stops { get; } = [];

    internal RowState Row(GraphRequest request) => new(new WorkItem(++_number, request, null));

    /// <summary>A write that may have been done, with the failure that says so.</summary>
    internal RowState InDoubt(GraphRequest request, bool isLookedUp = true)
    {
        RowState row = Row(request);
        row.OnSending();
        row.IsInDoubt = true;
        row.LastFailure = Earlier;
        if (isLookedUp)
        {
            row.SetRead(RowStep.LookUp);
            row.OnSending();
        }

        return row;
    }

    /// <summary>The failure of an earlier attempt.</summary>
    internal static GraphFailure Earlier { get; } = new(GraphErrorId.OutcomeUnknown, "The earlier attempt.")
    {
        Reason = "the response was lost",
        StatusCode = 504,
        ClientRequestId = "earlier",
        Method = "PATCH",
    };

    internal static GraphErrorBody Error(string code = "Code") => new(code, code + ".", code + ".", null, null);

    internal static GraphResponse Response(int status, string? body = null, string? retryAfter = null) => new()
    {
        Status = status,
        ContentType = "application/json",
        RetryAfter = retryAfter,
        Body = Encoding.UTF8.GetBytes(body ?? string.Empty),
    };

    /// <summary>Two requests of several rows in succession without a response: a third opens the guard.</summary>
    internal void AddOutages()
    {
        Run.Guard.OnOutage(20);
        Run.Guard.OnOutage(20);
    }

    /// <summary>Sends rows as the dispatcher would.</summary>
    internal async Task SendAsync(List<RowState> rows, CancellationToken? cancellationToken = null)
    {
        Assert.True(Client.Pacer.TryAcquire(BatchKey.Of(rows[0].Current).Kind, rows.Count, out PacePermit? permit, out _));
        using (permit)
        {
            await Sender.SendAsync(rows, permit, cancellationToken ?? TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The rows that are due when a time has passed.</summary>
    internal List<RowState> DueAfter(TimeSpan time)
    {
        Clock.Advance(time);
        return Run.Retries.TakeDue(20, out _) ?? [];
    }

    /// <summary>The wait of the next row in the queue.</summary>
    internal TimeSpan? Wait()
    {
        List<RowState>? due = Run.Retries.TakeDue(20, out TimeSpan? wait);
        return due is null ? wait : TimeSpan.Zero;
    }

    public void Dispose() => Client.Dispose();
}
