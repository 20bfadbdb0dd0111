using System.Runtime.InteropServices;
using DeviceStatus.TestServer;

LoopbackOptions options;
try
{
    options = CommandLine.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(CommandLine.Usage);
    return 2;
}

TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
List<LoopbackServer> servers = [];
try
{
    for (int i = 0; i < options.Servers; i++)
    {
        LoopbackServer server = await LoopbackServer.StartAsync(options);
        servers.Add(server);
        Console.WriteLine("listening on " + server.BaseAddress.GetLeftPart(UriPartial.Authority));
    }

    Task input = Console.OpenStandardInput().CopyToAsync(Stream.Null);
    await Task.WhenAny(stop.Task, input);
    return 0;
}
catch (IOException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
finally
{
    foreach (LoopbackServer server in servers)
    {
        await server.DisposeAsync();
    }
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
