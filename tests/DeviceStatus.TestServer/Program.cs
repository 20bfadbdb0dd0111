using DeviceStatus.TestServer;

await using LoopbackServer server = await LoopbackServer.StartAsync();
Console.WriteLine("listening on " + server.BaseAddress.GetLeftPart(UriPartial.Authority));
