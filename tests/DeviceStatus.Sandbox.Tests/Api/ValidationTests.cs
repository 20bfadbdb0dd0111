using Newtonsoft.Json.Linq;

namespace DeviceStatus.Sandbox.Tests.Api;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("""{"colour":"red"}""", "'colour' does not exist")]
    [InlineData("""{"Status":"error"}""", "'Status' does not exist")]
    [InlineData("""{"platform":1,"status":"error"}""", "'platform' does not exist")]
    [InlineData("""{"status":"complaint"}""", "'complaint' is not a member of 'complianceStatus'")]
    [InlineData("""{"status":"Compliant"}""", "'Compliant' is not a member")]
    [InlineData("""{"status":2}""", "'status' has the wrong type")]
    [InlineData("""{"status":null}""", "'status' cannot be null")]
    [InlineData("""{"installStatus":"timeout"}""", "'timeout' is not a member of 'iosUpdatesInstallStatus' in v1.0")]
    [InlineData("""{"osVersion":18}""", "'osVersion' has the wrong type; it must be text")]
    [InlineData("""{"osVersion":["18"]}""", "'osVersion' has the wrong type")]
    [InlineData("""{"lastReportedDateTime":null}""", "'lastReportedDateTime' cannot be null")]
    [InlineData("""{"lastReportedDateTime":"2026-02-30T08:00:00Z"}""", "a date with time and zone")]
    [InlineData("""{"lastReportedDateTime":"2026-02-20T08:00:00"}""", "a date with time and zone")]
    [InlineData("""{"lastReportedDateTime":"2026-02-20"}""", "a date with time and zone")]
    [InlineData("""{"lastReportedDateTime":"20.02.2026 08:00"}""", "a date with time and zone")]
    [InlineData("""{"lastReportedDateTime":"2026-02-20T08:00:00.12345678Z"}""", "a date with time and zone")]
    [InlineData("""{"lastReportedDateTime":1}""", "a date with time and zone")]
    [InlineData(
        """{"@odata.type":"#microsoft.graph.deviceConfigurationDeviceStatus","status":"error"}""",
        "must be '#microsoft.graph.iosUpdateDeviceStatus'")]
    [InlineData("""{"id":"other","status":"error"}""", "the id cannot be changed")]
    [InlineData("""{"id":"","status":"error"}""", "'id' has the wrong type")]
    [InlineData("{}", "Invalid patch, at least 1 property must be changed.")]
    [InlineData("""{"@odata.type":"#microsoft.graph.iosUpdateDeviceStatus"}""", "Invalid patch, at least 1 property must be changed.")]
    public async Task Post_body_that_does_not_fit_the_schema_is_refused_in_the_form_of_intune(string body, string message)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        JObject before = (await client.GetAsync(SandboxClient.FirstIos)).Body;
        Reply reply = await client.SendAsync("PATCH", SandboxClient.FirstIos, body);
        Assert.Equal((400, "BadRequest"), (reply.Status, reply.Code));
        Assert.Contains(message, reply.Message, StringComparison.Ordinal);
        Assert.Equal(3, (int?)JObject.Parse((string)reply.Body["error"]!["message"]!)["_version"]);
        Assert.True(JToken.DeepEquals(before, (await client.GetAsync(SandboxClient.FirstIos)).Body));
    }

    [Theory]
    [InlineData("""{"status":"error","lastReportedDateTime":"9999-12-31T23:59:59.9999999Z"}""")]
    [InlineData("""{"lastReportedDateTime":"2026-02-20T08:00Z"}""")]
    [InlineData("""{"lastReportedDateTime":"2026-02-20T08:00:00.1-08:00"}""")]
    [InlineData("""{"@odata.type":"microsoft.graph.iosUpdateDeviceStatus","status@odata.type":"#String","status":"error"}""")]
    [InlineData("""{"id":"52000000-0000-4000-8000-000000000001","status":"error"}""")]
    [InlineData("""{"deviceModel":null,"osVersion":null}""")]
    [InlineData("""{"deviceModel":"a \" ,] ,}"}""")]
    public async Task Post_body_that_fits_the_schema_is_accepted(string body)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Assert.Equal(200, (await client.SendAsync("PATCH", SandboxClient.FirstIos, body)).Status);
    }

    [Theory]
    [InlineData("""{"platform":"8"}""", 400)]
    [InlineData("""{"platform":8.0}""", 400)]
    [InlineData("""{"platform":null}""", 400)]
    [InlineData("""{"platform":2147483648}""", 400)]
    [InlineData("""{"platform":-2147483648,"installStatus":"mdmClientCrashed"}""", 200)]
    public async Task Post_to_beta_accepts_properties_of_beta(string body, int status)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Assert.Equal(status, (await client.SendAsync("PATCH", "/beta" + SandboxClient.FirstIos, body)).Status);
    }

    [Fact]
    public async Task Get_of_v1_leaves_out_beta_properties_and_keeps_beta_members()
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        await client.SendAsync("PATCH", "/beta" + SandboxClient.FirstIos, """{"platform":5,"installStatus":"timeout"}""");
        JObject read = (await client.GetAsync(SandboxClient.FirstIos)).Body;
        Assert.Null(read["platform"]);
        Assert.Equal("timeout", (string?)read["installStatus"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"status":"error" """)]
    [InlineData("""{"status":"error"} x""")]
    [InlineData("""{'status':'error'}""")]
    [InlineData("""{status:"error"}""")]
    [InlineData("""{"status":"error"/* why */}""")]
    [InlineData("""{"status":"error","status":"error"}""")]
    [InlineData("""{"status":"error",}""")]
    [InlineData("""{"osVersion":[1, ]}""")]
    [InlineData("""{"status":undefined}""")]
    [InlineData("""{"platform":NaN}""")]
    public async Task Post_body_that_is_no_json_object_is_refused(string body)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Reply reply = await client.SendAsync("POST", SandboxClient.Ios, body);
        Assert.Equal((400, "BadRequest"), (reply.Status, reply.Code));
        Assert.StartsWith("The JSON of the request cannot be read.", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/xml", 415)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("Application/JSON", 200)]
    public async Task Post_content_type_other_than_json_is_refused(string contentType, int status)
    {
        await using SandboxClient client = await SandboxClient.OpenAsync();
        Assert.Equal(status, (await client.SendAsync("PATCH", SandboxClient.FirstIos, """{"status":"error"}""", contentType)).Status);
    }
}
