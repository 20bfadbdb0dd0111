using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The token goes to the host of the connection only and is shown nowhere, and no response can do harm.</summary>
public sealed class StreamSafetyTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    /// <summary>Responses that no service should send, by name.</summary>
    private static readonly Dictionary<string, object> Malformed = new()
    {
        ["text"] = new { match = "", times = 0, body = "hello" },
        ["empty"] = new { match = "", times = 0, body = "" },
        ["array"] = new { match = "", times = 0, body = "[1,2]" },
        ["deep"] = new { match = "", times = 0, body = "{\"value\":" + new string('[', 100_000) },
        ["deep property"] = new
        {
            match = "",
            times = 0,
            body = "{\"value\":[{\"id\":\"a\",\"x\":" + Repeat("{\"a\":", 5000) + "1" + new string('}', 5000) + "}]}",
        },
        ["deep error"] = new
        {
            match = "",
            times = 0,
            status = 400,
            body = "{\"error\":" + Repeat("{\"a\":", 5000) + "1" + new string('}', 5001),
        },
        ["nested messages"] = new
        {
            match = "",
            times = 0,
            status = 400,
            body = "{\"error\":{\"code\":\"x\",\"message\":\"" + Repeat("{\\\"Message\\\":", 2000) + "\"}}",
        },
    };

    public static TheoryData<string> MalformedNames => [.. Malformed.Keys];

    [Fact]
    public void Token_arrives_at_the_host_of_the_connection()
    {
        Run("Get-IosUpdateDeviceStatus $args[0]", IosId).Succeeded();
        Assert.Equal("Bearer [token]", Server.Requests()[0].Headers["Authorization"]);
    }

    [Theory]
    [InlineData("Get-IosUpdateDeviceStatus -Top 1")]
    [InlineData("Get-IosUpdateDeviceStatus nobody")]
    [InlineData("New-IosUpdateDeviceStatus -UserName a")]
    [InlineData("1..3 | ForEach-Object { [pscustomobject]@{ UserName = 'a' } } | New-IosUpdateDeviceStatus")]
    [InlineData("Set-IosUpdateDeviceStatus nobody -UserName a")]
    [InlineData("Remove-IosUpdateDeviceStatus nobody -Confirm:$false")]
    [InlineData("Connect-DeviceStatus -GraphEndpoint http://example.com -AccessToken $token")]
    [InlineData("$c = Get-DeviceStatusConnection; $c; \"$c\"; $c.GetType().GetProperties().ForEach({ \"$($_.Name)=$($_.GetValue($c))\" })")]
    [InlineData("Get-DeviceStatusRun")]
    [InlineData("Get-Module DeviceStatus")]
    public void Token_is_in_no_stream_and_in_no_property(string command)
    {
        PipelineResult result = Run(
            "& { $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; " + command + " }");
        IEnumerable<string> texts =
        [
            .. result.Texts, .. result.Verbose, .. result.Debug, .. result.Warnings, .. result.Information, .. Session.Host.Screen.Lines,
            .. result.Errors.SelectMany(
                error => new[] { $"{error}", $"{error.Exception}", $"{error.ErrorDetails?.Message}", $"{error.TargetObject}" }),
            .. result.Output.SelectMany(Properties),
            .. result.Errors.SelectMany(error => Properties(new PSObject(error.Exception))),
        ];
        Assert.All(texts, text => Assert.DoesNotContain(PowerShellSession.Token, text, StringComparison.Ordinal));
        Assert.NotEmpty(texts);
    }

    [Fact]
    public void Debug_trace_shows_the_requests_and_a_placeholder_for_the_token()
    {
        PipelineResult result = Run("New-IosUpdateDeviceStatus -UserName a -Debug");
        Assert.Contains(result.Debug, line => line.StartsWith("> POST", StringComparison.Ordinal));
        Assert.Contains(result.Debug, line => line.Contains("Authorization: <redacted>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost:PORT/v1.0/deviceManagement/iosUpdateStatuses")]
    [InlineData("http://127.0.0.1:1/v1.0/deviceManagement/iosUpdateStatuses")]
    [InlineData("https://127.0.0.1:PORT/v1.0/x")]
    [InlineData("http://user@127.0.0.1:PORT/v1.0/x")]
    [InlineData("http://127.0.0.1:PORT@localhost:PORT/v1.0/x")]
    [InlineData("file:///etc/hostname")]
    [InlineData("/v1.0/deviceManagement/iosUpdateStatuses?$skip=1")]
    public void Read_with_a_next_link_to_another_host_does_not_follow_it(string link)
    {
        link = link.Replace("PORT", $"{Server.Port}", StringComparison.Ordinal);
        Server.Script(
            new { match = "^GET ", body = Page(link) });
        PipelineResult result = Run("Get-IosUpdateDeviceStatus");
        Assert.Equal("GraphConnection,DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand", result.Error.FullyQualifiedErrorId);
        Assert.Contains("not followed", result.Error.ToString(), StringComparison.Ordinal);
        Assert.InRange(result.Output.Count, 0, 1);
        Assert.Single(Server.Requests());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public void Request_that_is_redirected_does_not_follow_the_redirect(int status)
    {
        using GraphServer stranger = GraphServer.Start();
        Server.Script(new
        {
            match = ".",
            times = 0,
            status,
            headers = new Dictionary<string, string> { ["Location"] = stranger.Url + IosPath },
        });
        PipelineResult result = Run(
            """
            Get-IosUpdateDeviceStatus $args[0]
            Set-IosUpdateDeviceStatus $args[0] -UserName a
            1..2 | ForEach-Object { [pscustomobject]@{ UserName = 'a' } } | New-IosUpdateDeviceStatus
            """,
            IosId);
        Assert.Equal(4, result.Errors.Count);
        Assert.Empty(stranger.Requests());
    }

    [Fact]
    public void Batch_item_that_redirects_is_not_followed()
    {
        using GraphServer stranger = GraphServer.Start();
        Dictionary<string, string> headers = new() { ["Location"] = stranger.Url + "/v1.0/x" };
        Server.Script(new
        {
            match = @"/\$batch$",
            body = new Dictionary<string, object>
            {
                ["@odata.nextLink"] = stranger.Url + "/v1.0/$batch",
                ["responses"] = new[] { new { id = "1", status = 302, headers }, new { id = "2", status = 302, headers } },
            },
        });
        PipelineResult result = RunRows([Row("Id=row1", "UserName=a"), Row("Id=row2", "UserName=a")], "$rows | Set-IosUpdateDeviceStatus");
        Assert.Equal(2, result.Errors.Count);
        Assert.Empty(stranger.Requests());
    }

    [Theory]
    [MemberData(nameof(MalformedNames))]
    public void Read_with_a_malformed_response_is_one_error(string name)
    {
        Script(name, "^GET ");
        ErrorRecord error = Run("Get-IosUpdateDeviceStatus | Out-Null").Error;
        Assert.StartsWith("Graph", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.EndsWith(",DeviceStatus.Commands.GetIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MalformedNames))]
    public void Create_with_a_malformed_response_is_refused_or_unknown(string name)
    {
        Script(name, "^POST ");
        PipelineResult result = Run("New-IosUpdateDeviceStatus -UserName a");
        Assert.Equal(1, result.Errors.Count + result.Warnings.Count);
        Assert.Single(Server.Requests());
        Assert.Equal(1, LastRun("Done Failed OutcomeUnknown").Split(' ').Sum(int.Parse));
    }

    [Theory]
    [MemberData(nameof(MalformedNames))]
    public void Batch_with_a_malformed_response_gives_each_row_one_outcome(string name)
    {
        Script(name, @"/\$batch$");
        PipelineResult result = RunRows(NewRows("malformed", 3), "$rows | New-IosUpdateDeviceStatus");

        // A batch that is refused as a whole says nothing about its rows: each is sent alone, and the server does it.
        string[] expected = name is "deep error" or "nested messages" ? [] : ["OutcomeUnknown", "OutcomeUnknown", "OutcomeUnknown"];
        Assert.Equal(expected, result.ErrorIds);
    }

    [Theory]
    [InlineData("{\"\":\"x\",\"id\":\"a\",\"userName\":\"u\"}")]
    [InlineData("{\"id\":\"a\",\"userName\":\"u\",\"nested\":{\"\":1,\"a\":1,\"A\":[{\"\":2}]}}")]
    [InlineData("{\"id\":\"a\",\"userName\":\"u\",\"UserName\":\"v\"}")]
    [InlineData("{\"id\":\"a\",\"userName\":\"u\",\"x\":1,\"X\":2,\" \":3,\"pstypenames\":4,\"psobject\":5,\"Connection\":6,\"Count\":7}")]
    public void Read_of_an_object_with_names_that_no_property_can_have_outputs_it(string item)
    {
        Server.Script(new { match = "^GET .*/a$", body = item });
        Server.Script(new { match = "^GET ", body = "{\"value\":[" + item + "]}" });

        PipelineResult result = Run("Get-IosUpdateDeviceStatus a; Get-IosUpdateDeviceStatus").Succeeded();

        Assert.Equal(["a", "a"], result.Values("Id"));
        Assert.Equal(["u", "u"], result.Values("UserName"));
    }

    [Fact]
    public void Read_whose_response_is_cut_off_is_sent_again()
    {
        Server.Script(new { match = "^GET ", times = 0, mode = "truncate", body = "{\"value\":[{\"id\":\"a\"},{\"id\":" });
        using RunningPipeline pipeline = Session.Begin("Get-IosUpdateDeviceStatus");
        Server.WaitForRequests(2);
        pipeline.Stop();
        pipeline.Wait();
    }

    [Fact]
    public void Create_whose_response_is_cut_off_is_unknown()
    {
        Server.Script(new { match = "^POST ", times = 0, mode = "truncate", body = "{\"id\":\"a\"," });
        Assert.Equal(["OutcomeUnknown"], Run("New-IosUpdateDeviceStatus -UserName a").ErrorIds);
        Assert.Single(Server.Requests());
    }

    [Fact]
    public void Read_with_an_endless_response_stops_it_and_frees_the_memory()
    {
        Server.Script(new { match = "^POST ", mode = "endless", body = new string(' ', 65536) });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ErrorRecord error = Run("New-IosUpdateDeviceStatus -UserName a").Error;
        Assert.Equal("OutcomeUnknown,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId);
        Assert.Contains("longer than", error.ToString(), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 40L << 20);
    }

    [Fact]
    public void Read_of_a_list_whose_pages_repeat_ends_with_an_error()
    {
        Server.Script(new
        {
            match = "^GET ",
            times = 0,
            body = Page(Server.Url + IosPath + "?$skip=1"),
        });
        PipelineResult result = Run("Get-IosUpdateDeviceStatus");
        Assert.Single(result.Errors);
        Assert.InRange(result.Output.Count, 0, 3);
    }

    [Theory]
    [InlineData("$rows | New-IosUpdateDeviceStatus -Verbose")]
    [InlineData("$rows | Set-IosUpdateDeviceStatus -Verbose")]
    [InlineData("$rows | Remove-IosUpdateDeviceStatus -Confirm:$false -Verbose")]
    [InlineData("$rows | Get-IosUpdateDeviceStatus -Verbose")]
    [InlineData("$rows | Set-DeviceConfigurationDeviceStatus -DeviceConfigurationId $rows[0].Id -Verbose")]
    [InlineData("$rows | Set-IosUpdateDeviceStatus -ColumnMap @{ $rows[0].Id = 'UserName' }")]
    [InlineData("Get-IosUpdateDeviceStatus -Filter $rows[0].Id")]
    [InlineData("Get-IosUpdateDeviceStatus -Property $rows[0].Id")]
    [InlineData("Get-IosUpdateDeviceStatus -Connection $rows[0].Id")]
    [InlineData("Get-DeviceStatus $rows[0].Id")]
    [InlineData("Get-DeviceStatusPolicy $rows[0].Id; Get-DeviceStatusPolicy -Id $rows[0].Id")]
    [InlineData("New-IosUpdateDeviceStatus -UserName a -JournalPath \"./$($rows[0].Id)/x\"")]
    [InlineData("Connect-DeviceStatus -Sandbox -SandboxPath \"./$($rows[0].Id)/x\"")]
    [InlineData("Connect-DeviceStatus -GraphEndpoint $rows[0].Id -AccessToken $token")]
    public void Error_message_that_quotes_a_row_shows_control_characters(string command)
    {
        const string Hostile = "x\u001b[2J\r\nAll rows done.\u202E";
        string[] names = ["Id", "Status", "UserName", "LastReportedDateTime", "InstallStatus", Hostile, "Statu\u001b[1A"];
        PSObject[] rows =
        [
            Row([.. names.Select(static name => $"{name}={Hostile}")]), Row([.. names.Select(static name => $"{name}={Hostile}")]),
            Row("Id=a", "Status=" + Hostile), Row("Id=a", "UserName=\uFFFD" + Hostile), Row("Id=a/b" + Hostile, "UserName=u"),
        ];

        PipelineResult result = RunRows(rows, command);

        IEnumerable<string> texts =
        [
            .. result.Warnings, .. result.Verbose, .. result.Information,
            .. result.Errors.SelectMany(static error => Messages(error.Exception).Append(error.ToString())),
        ];
        Assert.NotEmpty(texts);
        Assert.All(
            texts, static text => Assert.DoesNotContain(text, static character => char.IsControl(character) || character == '\u202E'));
    }

    private static IEnumerable<string> Messages(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception.Message;
        }
    }

    private static Dictionary<string, object> Page(string nextLink) =>
        new() { ["@odata.nextLink"] = nextLink, ["value"] = new[] { new { id = "a" } } };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static IEnumerable<string> Properties(PSObject? item)
    {
        foreach (PSPropertyInfo property in item?.Properties ?? Enumerable.Empty<PSPropertyInfo>())
        {
            string text;
            try
            {
                text = property.Value?.ToString() ?? string.Empty;
            }
            catch (GetValueException exception)
            {
                text = exception.ToString();
            }

            yield return text;
        }
    }

    private void Script(string name, string match)
    {
        System.Text.Json.Nodes.JsonObject rule = System.Text.Json.JsonSerializer.SerializeToNode(Malformed[name])!.AsObject();
        rule["match"] = match;
        Server.Script(rule);
    }
}
