using System.Management.Automation;
using System.Text.Json;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The JSON of a run fits docs/run.schema.json, and docs/run.md names each member.</summary>
public sealed class RunSchemaTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(File.ReadAllText(Repository.Path("docs", "run.schema.json"))).RootElement;

    [Theory]
    [InlineData("$rows | Set-IosUpdateDeviceStatus")]
    [InlineData("$rows | Set-IosUpdateDeviceStatus -MaxErrors 1 -JournalPath (Join-Path $args[0] rows.journal)")]
    [InlineData("$null = Get-DeviceStatus")]
    [InlineData("[pscustomobject]@{ Connection = 'nobody'; Id = 'a'; UserName = 'a' } | Set-IosUpdateDeviceStatus")]
    [InlineData("Get-DeviceStatus 'no such policy'")]
    [InlineData("Get-DeviceStatus -Kind DeviceCompliancePolicy | Select-Object -First 1")]
    [InlineData("Get-DeviceStatusConnection | Disconnect-DeviceStatus; Get-DeviceStatus")]
    [InlineData("@() | Set-IosUpdateDeviceStatus")]
    public void AsJson_fits_the_schema(string script)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            IReadOnlyList<PSObject> rows =
            [
                Row("Id=nobody", "Status=complaint"), Row("Id=" + Ios(1), "UserName=a"),
                .. Enumerable.Range(1, 40).Select(number => Row($"Id=n{number}", "UserName=a")),
            ];
            RunRows(rows, script, folder.FullName);
            using JsonDocument run = JsonDocument.Parse(Run("Get-DeviceStatusRun -Last -AsJson").Text);
            Assert.Empty(SchemaCheck.Problems(run.RootElement, Schema));
            long[] ends = [.. new[] { "done", "failed", "notSent", "outcomeUnknown", "skipped" }.Select(Number)];
            if (run.RootElement.GetProperty("state").GetString() != "Stopped")
            {
                Assert.Equal(Number("rows"), ends.Sum());
            }

            long Number(string name) => run.RootElement.GetProperty(name).GetInt64();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void SchemaCheck_of_another_document_finds_its_problems()
    {
        using JsonDocument document =
            JsonDocument.Parse("""{ "schemaVersion": 2, "rows": -1, "state": "Done", "failures": [ { "row": "x" } ], "extra": null }""");
        IReadOnlyList<string> problems = SchemaCheck.Problems(document.RootElement, Schema);
        Assert.All(
            [
                "$.schemaVersion is not 1", "$.rows is -1", "$.state is Done", "$.failures[0].row is not integer",
                "$.failures[0].id is missing", "$.extra is not in the schema", "$.exitCode is missing",
            ],
            expected => Assert.Contains(problems, problem => problem.StartsWith(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public void Run_page_names_each_member_of_the_schema()
    {
        string page = File.ReadAllText(Repository.Path("docs", "run.md"));
        JsonElement members = Schema.GetProperty("properties");
        JsonElement partMembers = members.GetProperty("parts").GetProperty("items").GetProperty("properties");
        Assert.DoesNotContain(
            members.EnumerateObject().Concat(partMembers.EnumerateObject()),
            member => !page.Contains($"`{member.Name}`", StringComparison.Ordinal));
    }
}
