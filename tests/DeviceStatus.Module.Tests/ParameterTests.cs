using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>The parameters of the commands as the engine binds them.</summary>
public sealed class ParameterTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private static readonly string[] Statuses =
        ["unknown", "notApplicable", "compliant", "remediated", "nonCompliant", "error", "conflict", "notAssigned"];

    private static readonly string[] InstallStatuses =
    [
        "success", "available", "idle", "unknown", "downloading", "downloadFailed", "downloadRequiresComputer", "downloadInsufficientSpace",
        "downloadInsufficientPower", "downloadInsufficientNetwork", "installing", "installInsufficientSpace", "installInsufficientPower",
        "installPhoneCallInProgress", "installFailed", "notSupportedOperation", "sharedDeviceUserLoggedInError",
        "deviceOsHigherThanDesiredOsVersion", "updateError", "updateScanFailed", "timeout", "mdmClientCrashed",
    ];

    private static readonly (string Name, string Text, string Json)[] Common =
    [
        ("DeviceDisplayName", "a b", "\"a b\""), ("UserName", "Ann Öz", "\"Ann Öz\""), ("DeviceModel", "iPad", "\"iPad\""),
        ("Platform", "8", "8"),
        ("ComplianceGracePeriodExpirationDateTime", "2026-01-31", "\"2026-01-31T00:00:00Z\""), ("Status", "ERROR", "\"error\""),
        ("LastReportedDateTime", "2026-01-31T13:45:00+01:00", "\"2026-01-31T13:45:00+01:00\""), ("UserPrincipalName", "a@b.c", "\"a@b.c\""),
    ];

    private static readonly (string Name, string Text, string Json)[] IosOnly =
    [
        ("InstallStatus", "IDLE", "\"idle\""), ("OsVersion", "18.1", "\"18.1\""), ("DeviceId", "d", "\"d\""), ("UserId", "u", "\"u\""),
    ];

    private static readonly string[] NotNullable =
        ["Platform", "Status", "InstallStatus", "ComplianceGracePeriodExpirationDateTime", "LastReportedDateTime"];

    public static TheoryData<string, string> StatusCases =>
        Cross(ModuleCommands.Nouns.SelectMany(noun => new[] { "New-" + noun, "Set-" + noun }), Statuses);

    public static TheoryData<string, string> InstallStatusCases =>
        Cross(["New-IosUpdateDeviceStatus", "Set-IosUpdateDeviceStatus"], InstallStatuses);

    public static TheoryData<string, string, string, string> Properties
    {
        get
        {
            TheoryData<string, string, string, string> data = [];
            foreach (string noun in ModuleCommands.Nouns)
            {
                foreach ((string name, string text, string json) in PropertiesOf(noun))
                {
                    data.Add("New-" + noun, name, text, json);
                    data.Add("Set-" + noun, name, text, json);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> ClearedProperties
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string noun in ModuleCommands.Nouns)
            {
                foreach ((string name, _, _) in PropertiesOf(noun))
                {
                    data.Add("Set-" + noun, name);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> OutOfRange => Cross(
        ModuleCommands.Writing,
        ["-BatchSize 0", "-BatchSize 21", "-ThrottleLimit 0", "-ThrottleLimit 65", "-JournalPath ''", "-TimeBudget 0"]);

    public static TheoryData<string, string> OutOfRangeOfGet =>
        Cross(ModuleCommands.Nouns.Select(noun => "Get-" + noun), ["-Top 0", "-Top -1", "-Filter ''"]);

    public static TheoryData<string> MandatoryIds =>
        [.. ModuleCommands.Writing.Where(name => name is not "New-IosUpdateDeviceStatus")];

    [Theory]
    [MemberData(nameof(StatusCases))]
    public void Set_with_a_status_in_any_case_sends_it_as_the_service_writes_it(string command, string member)
    {
        Run($"{Ids(command)} -Status {member.ToUpperInvariant()}");
        Assert.Contains($"\"status\":\"{member}\"", Server.SingleOperation().Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(InstallStatusCases))]
    public void Set_with_an_install_status_in_any_case_sends_it_as_the_service_writes_it(string command, string member)
    {
        Run($"{Ids(command)} -InstallStatus {member.ToUpperInvariant()}");
        Assert.Contains($"\"installStatus\":\"{member}\"", Server.SingleOperation().Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Write_binds_each_property_by_name_from_a_row_and_sends_it(string command, string name, string text, string json)
    {
        RunRows([Row([.. IdCells(command), $"{name}={text}"])], $"$rows | {command}");
        Assert.EndsWith($",\"{JsonName(name)}\":{json}}}", Server.SingleOperation().Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ClearedProperties))]
    public void Clear_sends_null_or_says_that_the_property_cannot_be_empty(string command, string name)
    {
        PipelineResult result = Run($"{Ids(command)} -Clear {name}");
        if (NotNullable.Contains(name))
        {
            Assert.Equal(["InvalidRow"], result.ErrorIds);
            Assert.Contains(name, result.Error.ErrorDetails.Message, StringComparison.Ordinal);
            Assert.Empty(Server.Requests());
        }
        else
        {
            Assert.EndsWith($",\"{JsonName(name)}\":null}}", Server.SingleOperation().Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    [MemberData(nameof(OutOfRangeOfGet))]
    public void Parameter_with_a_value_out_of_range_is_refused(string command, string argument)
    {
        PipelineResult result = Run($"{ModuleCommands.Call(command)} {argument}");
        Assert.StartsWith("ParameterArgument", Assert.Single(result.ErrorIds), StringComparison.Ordinal);
        Assert.Contains(argument[1..argument.IndexOf(' ', StringComparison.Ordinal)], result.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [MemberData(nameof(MandatoryIds))]
    public void Write_of_a_row_without_its_ids_is_refused(string command)
    {
        PipelineResult result = RunRows([Row("UserName=a")], $"$rows | {command} -Confirm:$false");
        Assert.Equal(["InvalidRow"], result.ErrorIds);
        Assert.Matches("^Row 1: (.*Id is missing|No column fits a parameter)", result.Error.ToString());
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("-Status complaint", "Status")]
    [InlineData("-Status ''", "")]
    [InlineData("-InstallStatus ready", "InstallStatus")]
    [InlineData("-Colour red", "Colour")]
    [InlineData("-Platform eight", "Platform")]
    public void Command_with_a_wrong_argument_is_one_error_and_sends_nothing(string argument, string names)
    {
        PipelineResult result = Run($"Set-IosUpdateDeviceStatus {IosId} {argument}");
        Assert.Contains(names, Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [InlineData("New-DeviceConfigurationDeviceStatus p i -Status error")]
    [InlineData("New-DeviceConfigurationDeviceStatus -Id i -DeviceConfigurationId p -Status error")]
    [InlineData("New-DeviceConfigurationDeviceStatus p -DeviceConfigurationDeviceStatusId i -Status error")]
    public void Id_is_positional_and_has_an_alias(string command)
    {
        Run(command);
        Assert.Equal(
            """{"@odata.type":"#microsoft.graph.deviceConfigurationDeviceStatus","id":"i","status":"error"}""",
            Server.SingleOperation().Body);
        Assert.Equal("/v1.0/deviceManagement/deviceConfigurations/p/deviceStatuses", Server.SingleOperation().Url);
    }

    [Fact]
    public void Parameter_can_be_splatted_and_shortened()
    {
        Run("$values = @{ Id = $args[0]; UserN = 'a'; DeviceM = 'b' }; Set-IosUpdateDeviceStatus @values", IosId).Succeeded();
        Assert.Equal("{" + IosType + ",\"userName\":\"a\",\"deviceModel\":\"b\"}", Server.SingleOperation().Body);
    }

    private static (string Name, string Text, string Json)[] PropertiesOf(string noun) =>
        noun.StartsWith("IosUpdate", StringComparison.Ordinal) ? [.. Common, .. IosOnly] : Common;

    private static TheoryData<string, string> Cross(IEnumerable<string> commands, IReadOnlyList<string> values)
    {
        TheoryData<string, string> data = [];
        foreach (string command in commands)
        {
            foreach (string value in values)
            {
                data.Add(command, value);
            }
        }

        return data;
    }

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Ids(string command) =>
        ModuleCommands.Call(command).Replace(" -Status error", string.Empty, StringComparison.Ordinal);

    private static string[] IdCells(string command)
    {
        List<string> cells = ["Id=i"];
        if (ModuleCommands.PolicyParameter(command) is { } policy)
        {
            cells.Add(policy + "=p");
        }

        return [.. cells];
    }

    [Fact]
    public void Parameter_that_is_mandatory_has_a_help_message() => Assert.All(
        ModuleCommands.All.SelectMany(
            command => ModuleCommands.Parameters(command).Select(parameter => (Command: command, Parameter: parameter))),
        item => Assert.All(
            item.Parameter.Attributes.OfType<ParameterAttribute>().Where(attribute => attribute.Mandatory),
            attribute => Assert.True(
                attribute.HelpMessage is { Length: > 10 } text && text.EndsWith('.'),
                $"{item.Command} -{item.Parameter.Name} has no HelpMessage.")));
}
