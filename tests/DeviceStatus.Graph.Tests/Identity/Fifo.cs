namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Waits for what a script writes into a named pipe, without asking again and again.</summary>
internal static class Fifo
{
    internal static Task<string> ReadAsync(string path) => Task.Factory.StartNew(
        () => File.ReadAllText(path).Trim(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}
