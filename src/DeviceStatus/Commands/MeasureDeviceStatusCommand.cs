using System.Management.Automation;
using DeviceStatus.Reporting;

namespace DeviceStatus.Commands;

/// <summary>Counts statuses by what they say, with bars.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "DeviceStatus", HelpUri = HelpLinks.Base + "Measure-DeviceStatus.md")]
[OutputType("DeviceStatus.Count")]
public sealed class MeasureDeviceStatusCommand : ReportCommandBase
{
    private const int BarWidth = 24;
    private StatusSummary? _summary;

    /// <summary>What to count by. Default: all that the input states.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("Noun", "Outcome", "Failure", "Status", "InstallStatus", "GracePeriod", "DeviceModel", "OsVersion")]
    public string[]? Property { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (StatusCount count in (_summary ?? NewSummary()).AllCounts().Where(IsWanted))
        {
            PSObject row = new();
            row.TypeNames.Insert(0, "DeviceStatus.Count");
            row.Properties.Add(new PSNoteProperty("Property", count.Property.ToString()));
            row.Properties.Add(new PSNoteProperty("Value", count.Value));
            row.Properties.Add(new PSNoteProperty("Count", count.Count));
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

    /// <summary>UTF-8 and UTF-16 have block characters; so has every Unix console, which reports the code page 0.</summary>
    private static bool CanShowBlocks() => Console.OutputEncoding.CodePage is 0 or 65001 or 1200 or 1201;

    private bool IsWanted(StatusCount count) =>
        Property is null || Array.Exists(Property, name => string.Equals(name, count.Property.ToString(), StringComparison.OrdinalIgnoreCase));
}
