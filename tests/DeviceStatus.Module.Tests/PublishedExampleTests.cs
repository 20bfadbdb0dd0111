using System.Text.Json.Nodes;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The requests of the published reference pages.</summary>
public sealed class PublishedExampleTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string EveryIosProperty =
        "-ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:44.951111-08:00' -DeviceDisplayName String -DeviceId String "
        + "-DeviceModel String -LastReportedDateTime '2017-01-01T00:00:17Z' -OsVersion String -Platform 8 -UserId String -UserName String "
        + "-UserPrincipalName String";

    public static TheoryData<string, string, string, string> Collections => new()
    {
        { "IosUpdateDeviceStatus", "", "/v1.0/deviceManagement/iosUpdateStatuses", "iosUpdateDeviceStatus" },
        {
            "DeviceConfigurationDeviceStatus", "DeviceConfigurationId",
            "/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses", "deviceConfigurationDeviceStatus"
        },
        {
            "DeviceCompliancePolicyDeviceStatus", "DeviceCompliancePolicyId",
            "/v1.0/deviceManagement/deviceCompliancePolicies/p/deviceStatuses", "deviceComplianceDeviceStatus"
        },
        {
            "MobileAppConfigurationDeviceStatus", "MobileAppConfigurationId",
            "/v1.0/deviceAppManagement/mobileAppConfigurations/p/deviceStatuses", "managedDeviceMobileAppConfigurationDeviceStatus"
        },
        {
            "IosLobAppProvisioningConfigurationDeviceStatus", "IosLobAppProvisioningConfigurationId",
            "/beta/deviceAppManagement/iosLobAppProvisioningConfigurations/p/deviceStatuses",
            "managedDeviceMobileAppConfigurationDeviceStatus"
        },
    };

    [Fact]
    public void New_with_the_properties_of_the_published_page_sends_its_body()
    {
        PipelineResult created = Run(
            """
            New-IosUpdateDeviceStatus -InstallStatus available -OsVersion 'Os Version value' -DeviceId 'Device Id value' `
                -UserId 'User Id value' -DeviceDisplayName 'Device Display Name value' -UserName 'User Name value' `
                -DeviceModel 'Device Model value' -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:44.951111-08:00' `
                -Status notApplicable -LastReportedDateTime '2017-01-01T00:00:17.7769392-08:00' `
                -UserPrincipalName 'User Principal Name value'
            """).Succeeded();

        ServerOperation operation = Server.SingleOperation();
        Assert.Equal("POST " + IosPath, operation.Line);
        Assert.Equal(
            "{" + IosType + ""","installStatus":"available","osVersion":"Os Version value","deviceId":"Device Id value","""
            + """
            "userId":"User Id value",
            """
            + """
            "deviceDisplayName":"Device Display Name value","userName":"User Name value","deviceModel":"Device Model value",
            """
            + """
            "complianceGracePeriodExpirationDateTime":"2016-12-31T23:56:44.951111-08:00","status":"notApplicable",
            """
            + """
            "lastReportedDateTime":"2017-01-01T00:00:17.7769392-08:00","userPrincipalName":"User Principal Name value"}
            """,
            operation.Body);
        Assert.NotEmpty(Assert.Single(created.Values("Id")));
        Assert.Equal("DeviceStatus.IosUpdateDeviceStatus", created.Output[0]!.TypeNames[0]);
    }

    [Fact]
    public void New_with_every_property_of_the_draft_page_uses_beta()
    {
        Run("New-IosUpdateDeviceStatus -InstallStatus mdmClientCrashed -Status conflict " + EveryIosProperty).Succeeded();
        AssertEveryIosProperty("POST /beta/deviceManagement/iosUpdateStatuses", "mdmClientCrashed", "conflict");
    }

    [Fact]
    public void Set_with_every_property_of_the_page_sends_each()
    {
        Run($"Set-IosUpdateDeviceStatus {IosId} -InstallStatus updateScanFailed -Status remediated " + EveryIosProperty).Succeeded();
        AssertEveryIosProperty("PATCH /beta/deviceManagement/iosUpdateStatuses/" + IosId, "updateScanFailed", "remediated");
    }

    [Fact]
    public void Set_of_a_configuration_status_sends_the_body_of_its_page()
    {
        const string Item = "ee000000-0000-4000-8000-000000000001_" + Configuration + "_de000000-0000-4000-8000-000000000001";
        Run(
            """
            Set-DeviceConfigurationDeviceStatus $args[0] $args[1] -DeviceDisplayName 'Device Display Name value' `
                -UserName 'User Name value' `
                -DeviceModel 'Device Model value' -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:56:34.1389963+03:00' `
                -Status error -LastReportedDateTime '2017-01-01T00:01:57.2065179+03:00' -UserPrincipalName 'User Principal Name value'
            """,
            Configuration,
            Item).Succeeded();

        ServerOperation operation = Server.SingleOperation();
        Assert.Equal($"PATCH /v1.0/deviceManagement/deviceConfigurations/{Configuration}/deviceStatuses/{Item}", operation.Line);
        Assert.Equal(
            """
            {"@odata.type":"#microsoft.graph.deviceConfigurationDeviceStatus","deviceDisplayName":"Device Display Name value",
            """
            + """
            "userName":"User Name value","deviceModel":"Device Model value",
            """
            + """
            "complianceGracePeriodExpirationDateTime":"2016-12-31T23:56:34.1389963+03:00","status":"error",
            """
            + """
            "lastReportedDateTime":"2017-01-01T00:01:57.2065179+03:00","userPrincipalName":"User Principal Name value"}
            """,
            operation.Body);
    }

    [Theory]
    [InlineData("", "/b2000001-0000-4000-8000-000000000001", "")]
    [InlineData(" -OnCollection", "", "\"id\":\"b2000001-0000-4000-8000-000000000001\",")]
    public void Set_of_a_provisioning_status_addresses_the_item_or_the_collection(string option, string tail, string id)
    {
        Run(
            """
            Set-IosLobAppProvisioningConfigurationDeviceStatus b1000000-0000-4000-8000-000000000001 b2000001-0000-4000-8000-000000000001 `
                -DeviceDisplayName String -UserName String -DeviceModel String -Platform 9 -Status notAssigned -UserPrincipalName String `
                -ComplianceGracePeriodExpirationDateTime '2016-12-31T23:59:42.2429343-08:00' `
                -LastReportedDateTime '2017-01-01T00:02:53.6165216-08:00'
            """ + option);

        ServerOperation operation = Server.SingleOperation();
        const string Path =
            "/beta/deviceAppManagement/iosLobAppProvisioningConfigurations/b1000000-0000-4000-8000-000000000001/deviceStatuses";
        Assert.Equal($"PATCH {Path}{tail}", operation.Line);
        Assert.Equal(
            """
            {"@odata.type":"#microsoft.graph.managedDeviceMobileAppConfigurationDeviceStatus",
            """
            + id
            + """
            "deviceDisplayName":"String","userName":"String","deviceModel":"String","platform":9,
            """
            + """
            "complianceGracePeriodExpirationDateTime":"2016-12-31T23:59:42.2429343-08:00","status":"notAssigned",
            """
            + """
            "lastReportedDateTime":"2017-01-01T00:02:53.6165216-08:00","userPrincipalName":"String"}
            """,
            operation.Body);
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public void Command_of_each_verb_uses_the_path_and_the_type_of_its_noun(string noun, string parent, string path, string type)
    {
        string ids = parent.Length == 0 ? "-Id i" : $"-{parent} p -Id i";
        string list = parent.Length == 0 ? "" : $"-{parent} p";
        Run(
            $"""
            New-{noun} {ids} -Status error
            Set-{noun} {ids} -Status error
            Remove-{noun} {ids} -Confirm:$false
            Get-{noun} {ids}
            Get-{noun} {list} -Filter "status eq 'error'" -Property Status -Top 2
            """);

        IReadOnlyList<ServerOperation> operations = Server.Operations();
        Assert.Equal(
            [
                "POST " + path, $"PATCH {path}/i", $"DELETE {path}/i", $"GET {path}/i",
                $"GET {path}?$filter=status%20eq%20%27error%27&$select=id,status&$top=2",
            ],
            operations.Select(operation => operation.Line));
        Assert.Equal("{\"@odata.type\":\"#microsoft.graph." + type + "\",\"id\":\"i\",\"status\":\"error\"}", operations[0].Body);
        Assert.Equal("{\"@odata.type\":\"#microsoft.graph." + type + "\",\"status\":\"error\"}", operations[1].Body);
        Assert.Equal(["", "", ""], operations.Skip(2).Select(operation => operation.Body));
    }

    private void AssertEveryIosProperty(string line, string installStatus, string status)
    {
        ServerOperation operation = Server.SingleOperation();
        Assert.Equal(line, operation.Line);
        JsonNode expected = JsonNode.Parse(
            $$"""
            { "@odata.type": "#microsoft.graph.iosUpdateDeviceStatus",
              "complianceGracePeriodExpirationDateTime": "2016-12-31T23:56:44.951111-08:00",
              "deviceDisplayName": "String", "deviceId": "String", "deviceModel": "String", "installStatus": "{{installStatus}}",
              "lastReportedDateTime": "2017-01-01T00:00:17Z", "osVersion": "String", "platform": 8, "status": "{{status}}",
              "userId": "String",
              "userName": "String", "userPrincipalName": "String" }
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(operation.Body)), operation.Body);
    }
}
