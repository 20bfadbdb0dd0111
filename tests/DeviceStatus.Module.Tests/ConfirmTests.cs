using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Which commands ask before they write, and what a reply does.</summary>
public sealed class ConfirmTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    public static TheoryData<string> WritingCommands => [.. ModuleCommands.Writing];

    [Theory]
    [MemberData(nameof(WritingCommands))]
    public void Confirm_with_the_reply_Yes_sends(string command)
    {
        Session.Host.Screen.Reply("Yes");
        Run(Bare(command) + " -Confirm");
        Assert.Single(Session.Host.Screen.Questions);
        Assert.Single(Server.Requests());
    }

    [Theory]
    [MemberData(nameof(WritingCommands))]
    public void Confirm_with_the_reply_No_does_not_send(string command)
    {
        Session.Host.Screen.Reply("No");
        Run(Bare(command) + " -Confirm").Succeeded();
        Assert.Single(Session.Host.Screen.Questions);
        Assert.Empty(Server.Requests());
    }

    [Theory]
    [MemberData(nameof(WritingCommands))]
    public void Confirm_prompts_by_default_only_for_a_removal(string command)
    {
        Session.Host.Screen.Reply("No");
        Run(Bare(command));
        bool asks = command.StartsWith("Remove-", StringComparison.Ordinal);
        Assert.Equal(asks ? 1 : 0, Session.Host.Screen.Questions.Count);
        Assert.Equal(asks ? 0 : 1, Server.Requests().Count);
    }

    [Fact]
    public void Confirm_false_removes_without_a_question()
    {
        Run("Remove-IosUpdateDeviceStatus $args[0] -Confirm:$false", IosId).Succeeded();
        Assert.Empty(Session.Host.Screen.Questions);
        Assert.Equal("DELETE", Server.SingleOperation().Method);
    }

    [Theory]
    [InlineData("-Force", 0, 1)]
    [InlineData("-Force -Confirm", 1, 0)]
    [InlineData("-Force -WhatIf", 0, 0)]
    [InlineData("-Force:$false", 1, 0)]
    public void Force_removes_without_a_question_unless_Confirm_or_WhatIf_is_given(string parameters, int questions, int requests)
    {
        Session.Host.Screen.Reply("No");
        Run($"Remove-IosUpdateDeviceStatus $args[0] {parameters}", IosId).Succeeded();
        Assert.Equal(questions, Session.Host.Screen.Questions.Count);
        Assert.Equal(requests, Server.Requests().Count);
    }

    [Fact]
    public void Force_says_what_is_removed_with_Verbose() => Assert.Contains(
        Run("Remove-IosUpdateDeviceStatus $args[0] -Force -Verbose", IosId).Succeeded().Verbose,
        line => line.Contains($"\"DELETE\" on target \"{Server.Url}{IosPath}/{IosId}\"", StringComparison.Ordinal));

    [Fact]
    public void Confirm_question_names_the_method_and_the_url()
    {
        Session.Host.Screen.Reply("No");
        Run("Remove-IosUpdateDeviceStatus $args[0]", IosId);
        string question = Assert.Single(Session.Host.Screen.Questions);
        Assert.Contains("DELETE", question, StringComparison.Ordinal);
        Assert.Contains(Server.Url + IosPath + "/" + IosId, question, StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_question_names_the_device_and_the_user()
    {
        Session.Host.Screen.Reply("No", "No", "No");
        Run("Get-IosUpdateDeviceStatus -Top 1 | Remove-IosUpdateDeviceStatus");
        RunRows([Row("Id=1", "DeviceDisplayName=IPAD 7")], "$rows | Remove-IosUpdateDeviceStatus");
        Run("Set-IosUpdateDeviceStatus 1 -UserName 'Ann Öz' -Confirm");
        string[] questions = [.. Session.Host.Screen.Questions];
        Assert.EndsWith(" (device 'IPAD-0001', user 'amara.adler@contoso.com').", questions[0], StringComparison.Ordinal);
        Assert.EndsWith(" (device 'IPAD 7').", questions[1], StringComparison.Ordinal);
        Assert.EndsWith(" (user 'Ann Öz').", questions[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_with_the_reply_No_to_all_sends_nothing_and_does_not_mention_WhatIf()
    {
        Session.Host.Screen.Reply("No to All");
        PipelineResult result =
            RunRows([Row("Id=" + Ios(1)), Row("Id=" + Ios(2)), Row("Id=" + Ios(3))], "$rows | Remove-IosUpdateDeviceStatus -Verbose")
                .Succeeded();
        Assert.Single(Session.Host.Screen.Questions);
        Assert.Empty(Server.Requests());
        Assert.DoesNotContain(Session.Host.Screen.Lines, line => line.Contains("What if", StringComparison.Ordinal));
        Assert.Contains("3 rows were not sent, because the prompt was declined.", result.Verbose);
    }

    [Fact]
    public void Confirm_with_a_reply_for_all_prompts_once()
    {
        Session.Host.Screen.Reply("Yes to All");
        RunRows([Row("Id=" + Ios(1)), Row("Id=" + Ios(2)), Row("Id=" + Ios(3))], "$rows | Remove-IosUpdateDeviceStatus").Succeeded();
        Assert.Single(Session.Host.Screen.Questions);
        Assert.Equal(3, Server.Operations().Count);
    }

    [Fact]
    public void Confirm_of_several_rows_asks_for_each()
    {
        Session.Host.Screen.Reply("Yes", "No", "Yes");
        RunRows([Row("Id=" + Ios(1)), Row("Id=" + Ios(2)), Row("Id=" + Ios(3))], "$rows | Remove-IosUpdateDeviceStatus").Succeeded();
        Assert.Equal(3, Session.Host.Screen.Questions.Count);
        Assert.Equal([$"{IosPath}/{Ios(1)}", $"{IosPath}/{Ios(3)}"], Server.Operations().Select(operation => operation.Url));
    }

    [Fact]
    public void Confirm_in_a_host_that_cannot_ask_is_an_error_and_removes_nothing()
    {
        PipelineResult result = Run("Remove-IosUpdateDeviceStatus $args[0]", IosId);
        Assert.NotEmpty(result.Errors);
        Assert.Empty(Server.Requests());
    }

    private static string Bare(string command) =>
        ModuleCommands.Call(command).Replace(" -Confirm:$false", string.Empty, StringComparison.Ordinal);
}
