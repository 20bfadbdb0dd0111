using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Graph.Notifications;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;
using DeviceStatus.Reporting;
using DeviceStatus.Reporting.Documents;
using DeviceStatus.Reporting.Messages;
using DeviceStatus.Reporting.Summaries;
using DeviceStatus.Reports;

namespace DeviceStatus.Commands;

/// <summary>Sends a summary of changes or statuses to Teams, Slack or another webhook.</summary>
[Cmdlet(
    VerbsCommunications.Send,
    "DeviceStatusNotification",
    HelpUri = HelpLinks.Base + "Send-DeviceStatusNotification.md",
    SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class SendDeviceStatusNotificationCommand : PipelineCommand
{
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private ChangeList? _changes;
    private StatusSummary? _summary;

    /// <summary>The URL of the webhook. It is a secret, so errors and messages show only its host.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = HelpMessages.WebhookUri)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNull]
    public Uri WebhookUri { get; set; } = null!;

    /// <summary>Changes of Compare-DeviceStatusSnapshot, or statuses.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The heading of the message.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Device status";

    /// <summary>The format of the service. Default: by the host of the webhook.</summary>
    [Parameter]
    [ValidateSet("Teams", "Slack", "Json")]
    public string? Format { get; set; }

    /// <summary>Sends nothing when there is no change.</summary>
    [Parameter]
    public SwitchParameter OnlyWhenChanged { get; set; }

    /// <summary>Includes the names of devices and users in the message.</summary>
    [Parameter]
    public SwitchParameter IncludeNames { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            WebhookEndpoint.Validate(WebhookUri);
        }
        catch (ArgumentException exception)
        {
            Fail(exception, "InvalidArgument");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (ChangeReader.Read(InputObject) is { } change)
        {
            (_changes ??= new ChangeList(null)).Add(change);
            return;
        }

        _summary ??= new StatusSummary(_now);
        foreach (ReportRow row in ReportRows.From(InputObject))
        {
            _summary.Add(row);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (OnlyWhenChanged && _changes is not { Total: > 0 })
        {
            WriteVerbose("The input has no change, so nothing is sent.");
            return;
        }

        string format = Format ?? NotificationMessage.FormatOf(WebhookUri.Host);
        if (!ShouldProcess(WebhookUri.Host, $"Send {format} message"))
        {
            return;
        }

        string message = NotificationMessage.Create(format, new NotificationContent
        {
            Title = Title,
            CreatedOn = _now,
            Changes = _changes,
            Summary = _summary,
            IncludeNames = IncludeNames,
        });
        using WebhookSender sender = new();
        try
        {
            Await(sender.SendAsync(WebhookUri, message, Log(), StopToken));
        }
        catch (WebhookException exception)
        {
            WriteError(ErrorRecords.Create(
                exception,
                "NotificationFailed",
                WebhookUri.Host,
                null,
                "Check the URL of the webhook and -Format, and run the command again."));
        }
    }
}
