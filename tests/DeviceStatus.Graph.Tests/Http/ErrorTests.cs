using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Tests.Http;

public sealed class ErrorTests
{
    private static readonly Uri Root = new("https://graph.microsoft.com/");

    [Theory]
    [InlineData("innerError")]
    [InlineData("innererror")]
    public void Parse_error_of_Graph_is_read_with_both_spellings_of_the_inner_error(string inner)
    {
        GraphErrorBody? error = GraphErrorParser.Parse(new JObject
        {
            ["error"] = new JObject
            {
                ["code"] = "BadRequest",
                ["message"] = "Wrong.",
                [inner] = new JObject { ["date"] = "2026-01-31T13:45:00", ["request-id"] = "r", ["client-request-id"] = "c" },
            },
        });

        Assert.Equal(new GraphErrorBody("BadRequest", "Wrong.", "Wrong.", "r", "c"), error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Parse_message_inside_the_JSON_of_Intune_is_unwrapped_and_the_raw_text_kept(int times)
    {
        string message = "An error has occurred - Operation ID (for customer support): 00000000 - Url: https://fef.example.com/";
        string raw = message;
        for (int i = 0; i < times; i++)
        {
            raw = new JObject
            {
                ["_version"] = 3,
                ["Message"] = raw,
                ["CustomApiErrorPhrase"] = "",
                ["RetryAfter"] = null,
                ["HttpHeaders"] = "{}",
            }.ToString();
        }

        GraphErrorBody error = GraphErrorParser.Parse(
            new JObject { ["error"] = new JObject { ["code"] = "InternalServerError", ["message"] = raw } })!;

        Assert.Equal((message, raw), (error.Message, error.RawMessage));
    }

    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("{ not JSON", "{ not JSON")]
    [InlineData("{\"Message\":\"\"}", "{\"Message\":\"\"}")]
    [InlineData("{\"Message\":{\"x\":1}}", "{\"Message\":{\"x\":1}}")]
    [InlineData("{\"error\":{\"message\":\"inner\"}}", "inner")]
    [InlineData("", "Code")]
    public void Parse_message_that_is_not_JSON_of_Intune_is_unchanged(string message, string expected) =>
        Assert.Equal(
            expected,
            GraphErrorParser.Parse(new JObject { ["error"] = new JObject { ["code"] = "Code", ["message"] = message } })!.Message);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"error\":\"invalid_client\"}")]
    [InlineData("{\"error\":[]}")]
    [InlineData("{\"message\":\"x\"}")]
    public void Parse_other_form_returns_null(string body) => Assert.Null(GraphErrorParser.Parse(JObject.Parse(body)));

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("nul")]
    [InlineData("{\"a\":")]
    public void GetJsonObject_body_that_is_no_object_returns_null(string body) =>
        Assert.Null(new GraphResponse { Status = 500, Body = GraphJson.Utf8.GetBytes(body) }.GetJsonObject());

    [Theory]
    [InlineData(400, "BadRequest", "x", GraphErrorId.BadRequest)]
    [InlineData(415, "x", "x", GraphErrorId.BadRequest)]
    [InlineData(422, "x", "x", GraphErrorId.BadRequest)]
    [InlineData(400, "No method match route template", "x", GraphErrorId.VerbNotImplemented)]
    [InlineData(
        400, "BadRequest", "{\"Message\":\"No OData route exists: no method match route template\"}", GraphErrorId.VerbNotImplemented)]
    [InlineData(405, "x", "x", GraphErrorId.VerbNotImplemented)]
    [InlineData(401, "x", "x", GraphErrorId.Unauthorized)]
    [InlineData(403, "x", "x", GraphErrorId.Forbidden)]
    [InlineData(404, "x", "x", GraphErrorId.NotFound)]
    [InlineData(409, "x", "x", GraphErrorId.Conflict)]
    [InlineData(412, "x", "x", GraphErrorId.Conflict)]
    [InlineData(429, "x", "x", GraphErrorId.Throttled)]
    [InlineData(500, "x", "x", GraphErrorId.Unavailable)]
    [InlineData(502, "x", "x", GraphErrorId.Unavailable)]
    [InlineData(503, "x", "x", GraphErrorId.Unavailable)]
    [InlineData(504, "x", "x", GraphErrorId.Unavailable)]
    [InlineData(302, "x", "x", GraphErrorId.Unavailable)]
    [InlineData(408, "x", "x", GraphErrorId.Unavailable)]
    [InlineData(418, "x", "x", GraphErrorId.BadRequest)]
    public void FromResponse_each_status_has_its_error_id(int status, string code, string message, string id)
    {
        GraphRequest request = RequestBuilder.Build(new StatusChange(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Delete, null, "a"));
        GraphErrorBody? error = GraphErrorParser.Parse(new JObject { ["error"] = new JObject { ["code"] = code, ["message"] = message } });

        GraphFailure failure = GraphFailureFactory.FromResponse(
            new GraphResponse { Status = status, RetryAfter = "2.5", RequestId = "r" },
            error,
            request,
            request.UriUnder(Root),
            DateTimeOffset.UtcNow,
            "mine");

        Assert.Equal(
            (id, (int?)status, code, "r", "mine"),
            (failure.ErrorId, failure.StatusCode, failure.Code, failure.RequestId, failure.ClientRequestId));
        Assert.Equal(TimeSpan.FromSeconds(2.5), failure.RetryAfter);
        Assert.Equal("DELETE", failure.Method);
        Assert.NotEmpty(failure.Advice);
    }

    [Fact]
    public void FromResponse_503_that_throttled_a_creation_does_not_advise_to_look_for_the_object()
    {
        StatusChange change = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Create);
        change.Set("deviceDisplayName", "d");
        GraphRequest request = RequestBuilder.Build(change);
        GraphErrorBody? error =
            GraphErrorParser.Parse(new JObject { ["error"] = new JObject { ["code"] = "TooManyRequests", ["message"] = "m" } });

        GraphFailure failure = GraphFailureFactory.FromResponse(
            new GraphResponse { Status = 503, RetryAfter = "1" }, error, request, request.UriUnder(Root), DateTimeOffset.UtcNow);

        Assert.Equal(GraphErrorId.Unavailable, failure.ErrorId);
        Assert.StartsWith("The service throttled every attempt.", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IosUpdateDeviceStatus", true, "DeviceManagementConfiguration.ReadWrite.All")]
    [InlineData("IosUpdateDeviceStatus", false, "DeviceManagementConfiguration.Read.All")]
    [InlineData("MobileAppConfigurationDeviceStatus", true, "DeviceManagementApps.ReadWrite.All")]
    [InlineData("MobileAppConfigurationDeviceStatus", false, "DeviceManagementApps.Read.All")]
    public void FromResponse_403_names_the_missing_permission(string noun, bool writes, string permission)
    {
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        GraphRequest request = writes
            ? RequestBuilder.Build(new StatusChange(resource, StatusOperation.Delete, "p", "a"))
            : RequestBuilder.Get(resource, "p", "a");

        GraphFailure failure = GraphFailureFactory.FromResponse(
            new GraphResponse { Status = 403 }, null, request, request.UriUnder(Root), DateTimeOffset.UtcNow);

        Assert.Contains(permission + ",", failure.Advice, StringComparison.Ordinal);
    }
}
