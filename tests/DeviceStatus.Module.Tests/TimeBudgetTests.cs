using System.Globalization;
using System.Management.Automation;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>-TimeBudget, and how durations are given.</summary>
public sealed class TimeBudgetTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    public static TheoryData<object, string> Durations => new()
    {
        { "00:30:00", "00:30:00" },
        { 90, "00:01:30" },
        { "1.5", "00:00:01.5" },
        { 0.25, "00:00:00.25" },
        { TimeSpan.FromHours(1), "01:00:00" },
    };

    [Fact]
    public void TimeBudget_that_is_used_up_makes_the_other_rows_errors_that_can_be_run_again()
    {
        Run("$null = Connect-DeviceStatus -GraphEndpoint $args[0] -AccessToken $token -Name Slow -WriteLimit 20", Server.Url).Succeeded();
        IReadOnlyList<PSObject> rows = NewRows("budget", 60);
        PipelineResult result = RunRows(rows, "$rows | New-IosUpdateDeviceStatus -TimeBudget 0.5 -Connection Slow");

        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"user {number}"), result.Values("UserName"));
        Assert.Equal(40, result.Errors.Count);
        Assert.All(
            result.Errors,
            error => Assert.Equal("NotSent,DeviceStatus.Commands.NewIosUpdateDeviceStatusCommand", error.FullyQualifiedErrorId));
        Assert.Equal(ErrorCategory.OperationStopped, result.Errors[0].CategoryInfo.Category);
        Assert.Contains("time budget", result.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", result.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal("60 20 40 0 0", LastRun("Rows Done NotSent Failed OutcomeUnknown"));

        PSObject[] left = [.. result.Errors.Select(error => (PSObject)error.TargetObject)];
        Assert.Equal(rows.Skip(20), left);
        RunRows(left, "$rows | New-IosUpdateDeviceStatus -Connection Test").Succeeded();
        Assert.Equal(60, Run("Get-IosUpdateDeviceStatus -Connection Test -Filter \"osVersion eq 'budget'\"").Output.Count);
    }

    [Theory]
    [MemberData(nameof(Durations))]
    public void TimeBudget_is_a_span_or_a_number_of_seconds(object given, string span)
    {
        ArgumentTransformationAttribute transformation = Assert.Single(
            ModuleCommands.Info("Set-IosUpdateDeviceStatus").Parameters["TimeBudget"].Attributes.OfType<ArgumentTransformationAttribute>());
        Session.SetVariable("transformation", transformation);
        PipelineResult result = Run("$transformation.Transform($ExecutionContext, $args[0])", given).Succeeded();
        Assert.Equal(TimeSpan.Parse(span, CultureInfo.InvariantCulture), Assert.Single(result.Output)!.BaseObject);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("'-00:01:00'")]
    [InlineData("'soon'")]
    [InlineData("-1")]
    public void TimeBudget_that_is_not_positive_is_refused(string given)
    {
        Assert.Equal(
            ["ParameterArgumentTransformationError"], Run(
                $"Set-IosUpdateDeviceStatus $args[0] -UserName a -TimeBudget {given}", IosId).ErrorIds);
        Assert.Empty(Server.Requests());
    }
}
