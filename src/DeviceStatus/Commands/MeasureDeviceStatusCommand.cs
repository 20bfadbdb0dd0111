using System.Management.Automation;
using DeviceStatus.Reporting;
using DeviceStatus.Reporting.Summaries;

namespace DeviceStatus.Commands;

/// <summary>Counts statuses by their properties, with bars.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "DeviceStatus", HelpUri = HelpLinks.Base + "Measure-DeviceStatus.md")]
[OutputType("DeviceStatus.Count")]
public sealed class MeasureDeviceStatusCommand : ReportCommandBase
{
    private const int BarWidth = 24;
    private StatusSummary? _summary;

    /// <summary>The properties to count by. Default: all that the input has, except the device.</summary>
    [Parameter(Position = 0)]
    [ValidateSet(
        "Noun", "Outcome", "Failure", "Status", "InstallStatus", "GracePeriod", "DeviceModel", "OsVersion", "Policy", "Connection",
        "Device")]
    public string[]? Property { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (StatusCount count in Counts(_summary ?? NewSummary()))
        {
            PSObject row = new();
            row.TypeNames.Insert(0, "DeviceStatus.Count");
            row.Properties.Add(new PSNoteProperty("Property", count.Property.ToString()));
            row.Properties.Add(new PSNoteProperty("Value", count.Value));
            row.Properties.Add(new PSNoteProperty("Count", count.Count));
            row.Properties.Add(new PSNoteProperty("Attention", count.CountOf(StatusMeaning.Bad)));
            row.Properties.Add(new PSNoteProperty("Percent", Math.Round(count.Percent, 1)));
            row.Properties.Add(new PSNoteProperty("Meaning", count.Meaning.ToString()));
            row.Properties.Add(new PSNoteProperty("Bar", count.ToBar(BarWidth, ascii: !CanShowBlocks())));
            WriteObject(row);
        }
    }

    private protected override void Take(IEnumerable<ReportRow> rows)
    {
        _summary ??= NewSummary();
        foreach (ReportRow row in rows)
        {
            _summary.Add(row);
        }
    }

    private StatusSummary NewSummary() => new(DateTimeOffset.UtcNow, GraceDays);

    /// <summary>UTF-8 and UTF-16 have block characters. Every Unix console has them too; it reports the code page 0.</summary>
    private static bool CanShowBlocks() => Console.OutputEncoding.CodePage is 0 or 65001 or 1200 or 1201;

    private IEnumerable<StatusCount> Counts(StatusSummary summary) =>
        Property is null ? summary.AllCounts() : Property.Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(summary.Counts);
}
