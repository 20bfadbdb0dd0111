using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>What an error tells the user to do.</summary>
public sealed class AdviceTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string Read = "Get-IosUpdateDeviceStatus x";
    private const string Write = "Set-IosUpdateDeviceStatus x -OsVersion 1 -RetryLimit 0";

    [Theory]
    [InlineData(
        302,
        Read,
        "The response names another address, which is not followed: a proxy or a sign-in page may have sent it. "
        + "Check the proxy and the endpoint, then run the command again.")]
    [InlineData(
        307,
        Write,
        "The response names another address, which is not followed: a proxy or a sign-in page may have sent it. "
        + "Check the proxy and the endpoint, then run the row again.")]
    [InlineData(400, Read, "Check the ids, -Filter and -Property, then run the command again.")]
    [InlineData(400, Write, "Correct the row and run it again; nothing was done.")]
    [InlineData(407, Read, "The proxy requires a sign-in. Connect again with -ProxyCredential or -ProxyUseDefaultCredentials.")]
    [InlineData(407, Write, "The proxy requires a sign-in. Connect again with -ProxyCredential or -ProxyUseDefaultCredentials.")]
    [InlineData(
        413, Read,
        "The service or a proxy does not accept a request of this size. Read fewer objects at a time, or fewer properties with -Property.")]
    [InlineData(
        413, Write,
        "The service or a proxy does not accept a request of this size. Nothing was done. Run the row again with a smaller -BatchSize.")]
    [InlineData(423, Read, "The object is locked by another operation. Run the command again later.")]
    [InlineData(423, Write, "The object is locked by another operation. Nothing was done. Run the row again later.")]
    [InlineData(
        451, Read,
        "The service refuses access for legal reasons. The administrator of the tenant can say why; "
        + "running the command again does not help.")]
    public void Error_of_each_status_has_its_advice(int status, string command, string advice)
    {
        Server.Script(new { match = ".", times = 0, status, body = new { error = new { code = "Code", message = "Why." } } });
        Assert.EndsWith("Code: Why. " + advice, Run(command).Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "-Property OsVersio",
        "-Property 'OsVersio' is not a known property; did you mean 'OsVersion'? Properties: Id, InstallStatus, OsVersion, ")]
    [InlineData("-Property Foo", "-Property 'Foo' is not a known property. Properties: Id, InstallStatus, OsVersion, ")]
    [InlineData(
        "-Filter 'x = y'",
        "Write -Filter as property, operator and value, such as \"status eq 'error'\". Properties: id, installStatus, osVersion, ")]
    [InlineData(
        "-Filter \"statu eq 'error'\"",
        "Write -Filter as property, operator and value, such as \"status eq 'error'\". Did you mean 'status'? Properties: id, ")]
    [InlineData(
        "-Filter \"status = 'error'\"",
        "Write -Filter as property, operator and value, such as \"status eq 'error'\". Operators: eq, ne and in. "
        + "Values of status: unknown, notApplicable, ")]
    [InlineData(
        "-Filter \"status eq 'eror'\"",
        "Write -Filter as property, operator and value, such as \"status eq 'error'\". Operators: eq, ne and in. "
        + "Values of status: unknown, notApplicable, ")]
    public void Query_that_the_service_does_not_understand_says_how_to_write_it(string query, string advice)
    {
        string message = Run("Get-IosUpdateDeviceStatus " + query).Error.ToString();
        Assert.Contains(advice, message, StringComparison.Ordinal);
        Assert.DoesNotContain("Correct the row", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-AccessToken 'abc'")]
    [InlineData("-TenantId t -ClientId c -CertificatePath x -CertificatePassword abc")]
    public void Connect_secret_as_text_explains_how_to_create_a_secure_string(string parameters)
    {
        string message = Run("Connect-DeviceStatus " + parameters).Error.ToString();
        Assert.Contains(
            "A secure string is required, and a text was given. "
            + "Use (ConvertTo-SecureString $text -AsPlainText -Force), or Read-Host -AsSecureString.",
            message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("abc", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_secret_of_another_type_names_the_type() => Assert.Contains(
        "A secure string is required, and an object of the type PSCustomObject was given.",
        Run("Connect-DeviceStatus -AccessToken ([pscustomobject]@{ Token = 'abc' })").Error.ToString(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("abc def", "The access token contains an invalid character. Give only the token, on one line.")]
    [InlineData(
        "abc.def.ghi",
        "The access token is damaged: it has the three parts of a JSON Web Token, and they cannot be read. Copy the whole token again.")]
    public void Connect_with_a_text_that_is_no_token_is_refused_at_once(string token, string message)
    {
        PipelineResult result = Run("Connect-DeviceStatus -AccessToken $args[0]", PowerShellSession.Secret(token));
        Assert.Equal(["SignInFailed"], result.ErrorIds);
        Assert.Equal(message, result.Error.ToString());
    }

    [Fact]
    public void Connect_token_that_is_no_JSON_Web_Token_for_Microsoft_Graph_warns()
    {
        PipelineResult result = Run("$null = Connect-DeviceStatus -AccessToken $args[0] -Name Opaque", PowerShellSession.Secret("abc"));
        Assert.Equal(
            "The access token is not a JSON Web Token, as the tokens for Microsoft Graph are. "
            + "It is sent unchanged; its tenant, its permissions and its expiry are not known.",
            Assert.Single(result.Succeeded().Warnings));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("'1.0'")]
    [InlineData("v1")]
    [InlineData("1")]
    [InlineData("V1.0")]
    public void ApiVersion_without_its_letter_or_its_zero_is_understood(string text) =>
        Assert.Equal("v1.0", Run($"(Connect-DeviceStatus -Sandbox -ApiVersion {text}).ApiVersion").Succeeded().Text, ignoreCase: true);

    [Theory]
    [InlineData("Noncompliant")]
    [InlineData("'Not compliant'")]
    [InlineData("NON-COMPLIANT")]
    [InlineData("'non compliant'")]
    public void Set_with_a_status_in_the_words_of_the_portal_sends_the_value_of_the_schema(string text)
    {
        Run($"Set-IosUpdateDeviceStatus $args[0] -Status {text}", IosId).Succeeded();
        RunRows([Row("Id=" + IosId, "Status=" + text.Trim('\''))], "$rows | Set-IosUpdateDeviceStatus").Succeeded();
        Assert.All(
            Server.Operations(), operation => Assert.Contains("\"status\":\"nonCompliant\"", operation.Body, StringComparison.Ordinal));
    }

    [Fact]
    public void Set_with_decimals_in_a_whole_number_and_an_empty_last_row_sends_the_rows()
    {
        RunRows([Row("Id=" + IosId, "Platform=1.0"), Row("Id=", "Platform=")], "$rows | Set-IosUpdateDeviceStatus").Succeeded();
        Assert.Contains("\"platform\":1", Server.SingleOperation().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_DeviceStatusRun_of_an_unknown_id_is_an_error()
    {
        PipelineResult result = Run("Get-DeviceStatusRun 99999");
        Assert.Equal(["RunNotFound"], result.ErrorIds);
        Assert.Equal("There is no run 99999 in this session. Get-DeviceStatusRun lists the runs.", result.Error.ToString());
    }

    [Fact]
    public void Set_with_a_policy_object_of_another_kind_is_refused()
    {
        PipelineResult result = Run(
            "$policy = @(Get-DeviceStatusPolicy -Kind DeviceCompliancePolicy)[0]; "
            + "Set-DeviceConfigurationDeviceStatus $policy x -UserName a");
        Assert.Equal(["InvalidRow"], result.ErrorIds);
    }
}
