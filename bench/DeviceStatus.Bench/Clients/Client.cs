using System.Globalization;
using DeviceStatus.Bench.Processes;
using DeviceStatus.Graph.Throttling;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace DeviceStatus.Bench.Clients;

/// <summary>The contenders that are part of this program. Each also runs in its own process.</summary>
internal static class Client
{
    internal static async Task<int> RunAsync(string[] args)
    {
        ChildResult result = args[0] switch
        {
            "bare-write" => await BareWriter.RunAsync(args[1], Number(2), Number(3), Number(4)),
            "bare-read-many" => await BareWriter.ReadAsync(args[1], Number(2), Number(3), Number(4), Number(5)),
            "bare-read" => await BareReader.RunAsync(args[1], Number(2)),
            "bare-tenant" => await BareTenantReader.RunAsync(args[1], Number(2), Number(3)),
            "engine" => await EngineWriter.SendAsync(args[1], Number(2), Number(3), Number(4)),
            "paced" => await PacedWriter.RunAsync(args[1], Number(2), Number(3), PacerRegistry.Shared),
            "build" => await EngineWriter.BuildAsync(Number(1), Number(2)),
            _ => throw new FormatException($"{args[0]} is not a contender."),
        };
        Console.WriteLine(JsonConvert.SerializeObject(
            result, new JsonSerializerSettings { ContractResolver = new CamelCasePropertyNamesContractResolver() }));
        return 0;

        int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);
    }
}
