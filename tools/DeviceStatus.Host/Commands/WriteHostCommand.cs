using System.Management.Automation;

namespace DeviceStatus.Host.Commands;

/// <summary>Write-Host: a text for the screen.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Object")]
    public object? Message { get; set; }

    /// <summary>Ends without a new line.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>The colour of the text.</summary>
    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        HostInformationMessage record = new()
        {
            Message = LanguagePrimitives.ConvertTo<string>(Message),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
        };
        WriteInformation(record, ["PSHOST"]);
    }
}
