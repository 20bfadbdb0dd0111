using System.Globalization;
using CsvHelper;
using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;
using DeviceStatus.Graph.Identity.Credentials;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox;
using DeviceStatus.Sandbox.Hosting;

// Creates iOS update statuses from one CSV and updates device statuses from another, on a Graph in this process.
// Against the real service only the two lines of the connection differ: see the end of the output.
string samples = args.Length > 0 ? args[0] : "samples";
using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

await using SandboxGraph sandbox = await SandboxGraph.OpenAsync(new SandboxOptions(), stop.Token);
using GraphClient client = new(new GraphClientOptions
{
    Endpoint = new Uri("https://sandbox.graph.invalid"),
    Transport = new SandboxHandler(sandbox),
    Tokens = TokenSources.Create(new SignInOptions { Method = SignInMethod.Sandbox }),
    WriteLimit = 0,
});

await RunAsync(Path.Combine(samples, "ios-update-statuses.csv"), GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
await RunAsync(
    Path.Combine(samples, "device-configuration-statuses.csv"), GraphSchema.DeviceConfigurationDeviceStatus, StatusOperation.Update);
Console.WriteLine("""

    On a real tenant the connection is:
      Tokens = TokenSources.Create(new SignInOptions
      {
          Method = SignInMethod.Interactive,
          Scopes = [GraphSchema.IosUpdateDeviceStatus.WritePermission],
      })
      and no Endpoint, Transport or WriteLimit: the worldwide cloud, paced to its published quota.
    """);
return 0;

async Task RunAsync(string path, ResourceDescriptor resource, StatusOperation operation)
{
    await using BatchExecutor writer = new(client, new BatchOptions());
    long number = 0;
    foreach (IDictionary<string, object> row in Rows(path))
    {
        WorkItem item = ToRow(++number, row, resource, operation);
        while (!writer.TryPost(item))
        {
            await writer.WaitAsync(TimeSpan.FromSeconds(1), stop.Token);
            Report(writer);
        }

        Report(writer);
    }

    writer.Complete();
    while (writer.Outstanding > 0)
    {
        await writer.WaitAsync(TimeSpan.FromSeconds(1), stop.Token);
        Report(writer);
    }

    RunStatistics run = writer.Statistics;
    Console.WriteLine(
        $"{operation} {resource}: {run.Rows} rows, {run.Done} done, {run.Failed} failed, "
        + $"{run.Requests} requests, {run.Duration.TotalSeconds:0.00} s");
}

static WorkItem ToRow(long number, IDictionary<string, object> row, ResourceDescriptor resource, StatusOperation operation)
{
    string? Cell(string? column) => column is not null && row.TryGetValue(column, out object? value) ? (string)value : null;
    try
    {
        StatusChange change = new(resource, operation, Cell(resource.ParentParameter), Cell("Id"));
        foreach ((string column, object value) in row.Where(cell => cell.Key != "Id" && cell.Key != resource.ParentParameter))
        {
            change.Set(column, value);
        }

        return new WorkItem(number, RequestBuilder.Build(change), row);
    }
    catch (ArgumentException exception)
    {
        return new WorkItem(number, new GraphFailure(GraphErrorId.InvalidRow, exception.Message), row);
    }
}

static void Report(BatchExecutor writer)
{
    while (writer.TryTake(out RowResult? row))
    {
        if (row.Failure is { } failure)
        {
            Console.WriteLine($"  row {row.Number} {row.Outcome}, {failure.ErrorId}: {failure.Message}");
        }
    }
}

static IEnumerable<IDictionary<string, object>> Rows(string path)
{
    using CsvReader csv = new(new StreamReader(path), CultureInfo.InvariantCulture);
    foreach (object record in csv.GetRecords<dynamic>())
    {
        yield return (IDictionary<string, object>)record;
    }
}
