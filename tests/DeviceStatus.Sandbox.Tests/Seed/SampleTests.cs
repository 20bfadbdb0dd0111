using DeviceStatus.Graph.Schema;
using DeviceStatus.Tests.Support;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Seed;

/// <summary>
/// Keeps <c>samples/*.csv</c> and the sandbox's starting data in step. After a change of either, run the tests once with the environment
/// variable <c>WRITE_SAMPLES=1</c> to write the files anew.
/// </summary>
public sealed class SampleTests
{
    private static string Samples { get; } = RepositoryFolder.PathOf("samples");

    public static TheoryData<string> Files => new(SampleFiles.Make().Keys);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Sample_equals_the_file_made_from_the_starting_data(string name)
    {
        string expected = SampleFiles.Make()[name];
        string file = Path.Combine(Samples, name);
        if (Environment.GetEnvironmentVariable("WRITE_SAMPLES") == "1")
        {
            await File.WriteAllTextAsync(file, expected, TestContext.Current.CancellationToken);
        }

        string actual = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(expected, actual.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Sample_every_row_to_create_is_accepted_by_v1()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync(new SandboxOptions { Empty = true });
        List<JObject> rows = Read("ios-update-statuses.csv", GraphSchema.IosUpdateDeviceStatus);
        Assert.Equal(300, rows.Count);
        foreach (JObject row in rows)
        {
            Assert.Equal(201, (await client.SendAsync("POST", SandboxClient.Ios, row.ToString())).Status);
        }

        Assert.Contains(rows, row => row.Count < 11);
    }

    [Theory]
    [InlineData("device-configuration-statuses.csv", 210, 3)]
    [InlineData("device-compliance-policy-statuses.csv", 160, 0)]
    [InlineData("mobile-app-configuration-statuses.csv", 140, 0)]
    [InlineData("ios-lob-app-provisioning-statuses.csv", 100, 0)]
    public async Task Sample_every_row_to_update_is_accepted_except_the_mistakes(string name, int count, int mistakes)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        ResourceDescriptor resource = SampleFiles.Updates[name];
        List<JObject> rows = Read(name, resource);
        Assert.Equal(count, rows.Count);
        List<int> wrong = [];
        for (int i = 0; i < rows.Count; i++)
        {
            string path = resource.ItemPath((string?)Take(rows[i], resource.ParentParameter!), (string?)Take(rows[i], "id"));
            string version = resource.Versions.Has(GraphVersion.V1) ? "/v1.0" : "/beta";
            if ((await client.SendAsync("PATCH", version + path, rows[i].ToString())).Status != 200)
            {
                wrong.Add(i);
            }
        }

        Assert.Equal(mistakes == 0 ? [] : SampleFiles.Mistakes.Keys.Order(), wrong);
    }

    private static JToken? Take(JObject row, string name)
    {
        JToken? value = row[name];
        row.Remove(name);
        return value;
    }

    /// <summary>Reads a file as the module would: blank cells are not given, members get the case of the schema.</summary>
    private static List<JObject> Read(string name, ResourceDescriptor resource)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Samples, name));
        string[] columns = lines[0].Split(',');
        return
        [
            .. lines.Skip(1).Select(line => new JObject(line.Split(',').Zip(columns)
                .Where(cell => cell.First.Length > 0)
                .Select(cell => resource.FindProperty(cell.Second) is { } property
                    ? new JProperty(property.Name, property.Enum?.Find(cell.First)?.Name ?? cell.First)
                    : new JProperty(cell.Second, cell.First)))),
        ];
    }
}
