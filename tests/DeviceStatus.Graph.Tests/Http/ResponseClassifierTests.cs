using System.Security.Authentication;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Http;

public sealed class ResponseClassifierTests
{
    [Theory]
    [InlineData(199, ResponseDisposition.Failed)]
    [InlineData(200, ResponseDisposition.Success)]
    [InlineData(204, ResponseDisposition.Success)]
    [InlineData(299, ResponseDisposition.Success)]
    [InlineData(300, ResponseDisposition.Failed)]
    [InlineData(400, ResponseDisposition.Failed)]
    [InlineData(408, ResponseDisposition.Inconclusive)]
    [InlineData(409, ResponseDisposition.Failed)]
    [InlineData(429, ResponseDisposition.Retryable)]
    [InlineData(499, ResponseDisposition.Failed)]
    [InlineData(500, ResponseDisposition.Inconclusive)]
    [InlineData(501, ResponseDisposition.Inconclusive)]
    [InlineData(502, ResponseDisposition.Inconclusive)]
    [InlineData(503, ResponseDisposition.Inconclusive)]
    [InlineData(599, ResponseDisposition.Inconclusive)]
    internal void Classify_response_without_an_error_of_Graph_goes_by_status(int status, ResponseDisposition expected) =>
        Assert.Equal(expected, ResponseClassifier.Classify(new GraphResponse { Status = status, RetryAfter = "1" }, null));

    [Theory]
    [InlineData(501, null, "NotImplemented", ResponseDisposition.Failed)]
    [InlineData(502, null, "NotImplemented", ResponseDisposition.Inconclusive)]
    [InlineData(503, "1", "TooManyRequests", ResponseDisposition.Retryable)]
    [InlineData(503, "1", "toomanyrequests", ResponseDisposition.Retryable)]
    [InlineData(503, "1", "activityLimitReached", ResponseDisposition.Retryable)]
    [InlineData(503, null, "TooManyRequests", ResponseDisposition.Inconclusive)]
    [InlineData(503, "1", "CancelledOnServiceTimeout", ResponseDisposition.Inconclusive)]
    [InlineData(503, "1", null, ResponseDisposition.Inconclusive)]
    [InlineData(503, "1", "", ResponseDisposition.Inconclusive)]
    [InlineData(504, "1", "TooManyRequests", ResponseDisposition.Inconclusive)]
    internal void Classify_error_of_Graph_goes_by_code(int status, string? retryAfter, string? code, ResponseDisposition expected) =>
        Assert.Equal(
        expected,
        ResponseClassifier.Classify(
            new GraphResponse { Status = status, RetryAfter = retryAfter }, new GraphErrorBody(code, "m", "m", null, null)));

    [Fact]
    public void AppliesToEarlierAttempts_is_true_for_refusals_of_the_request_itself() => Assert.Equal(
        [400, 404, 405, 409, 410, 412, 415, 422, 501], Enumerable.Range(100, 500).Where(ResponseClassifier.AppliesToEarlierAttempts));

    [Fact]
    public void IsOutage_is_true_where_every_request_fails() =>
        Assert.Equal([502, 503, 504], Enumerable.Range(100, 500).Where(ResponseClassifier.IsOutage));

    [Fact]
    public void NeverSent_without_a_body_depends_on_the_error()
    {
        HttpRequestError[] proven =
        [
            HttpRequestError.NameResolutionError,
            HttpRequestError.ConnectionError,
            HttpRequestError.SecureConnectionError,
            HttpRequestError.ProxyTunnelError,
        ];

        Assert.Equal(proven.Order(), Enum.GetValues<HttpRequestError>().Where(
            static error => ResponseClassifier.NeverSent(new HttpRequestException(error), RequestBody.Empty())).Order());
        Assert.True(ResponseClassifier.NeverSent(new EndpointRefusedException("elsewhere"), RequestBody.Empty()));
        Assert.True(ResponseClassifier.NeverSent(new SignInException("no", "expired"), RequestBody.Empty()));
        Assert.False(ResponseClassifier.NeverSent(new IOException(), RequestBody.Empty()));
    }

    [Fact]
    public async Task NeverSent_with_a_body_depends_on_whether_it_was_written()
    {
        RequestBody body = new("{}"u8.ToArray());
        using HttpContent content = body.ToContent();
        Assert.True(ResponseClassifier.NeverSent(new IOException(), body));

        await content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);

        Assert.False(ResponseClassifier.NeverSent(new IOException(), body));
        Assert.True(ResponseClassifier.NeverSent(new HttpRequestException(HttpRequestError.ConnectionError), body));
    }

    public static TheoryData<Exception, bool> Failures() => new()
    {
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "m", new AuthenticationException()), true },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "m", new IOException()), false },
        { new HttpRequestException(HttpRequestError.ConnectionError, "m", new AuthenticationException()), false },
        {
            new HttpRequestException(HttpRequestError.ProxyTunnelError, "m", null, System.Net.HttpStatusCode.ProxyAuthenticationRequired),
            true
        },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError, "The proxy responded with 407."), true },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError, "The proxy responded with 502."), false },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError, "m", null, System.Net.HttpStatusCode.BadGateway), false },
        { new HttpRequestException(HttpRequestError.ConnectionError, "407"), false },
        { new IOException("407"), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void IsPermanent_is_true_for_certificates_and_proxies_that_want_a_sign_in(Exception exception, bool expected) =>
        Assert.Equal(expected, ResponseClassifier.IsPermanent(exception));
}
