using System.Globalization;
using System.Management.Automation;
using CsvHelper;
using CsvHelper.Configuration;

namespace DeviceStatus.Host.Commands;

/// <summary>Import-Csv: an object for each row, with a text for each column.</summary>
[Cmdlet(VerbsData.Import, "Csv")]
public sealed class ImportCsvCommand : PSCmdlet
{
    /// <summary>The files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string[] Path { get; set; } = [];

    /// <summary>The character between columns.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string file = GetUnresolvedProviderPathFromPSPath(path);
            try
            {
                Read(file);
            }
            catch (IOException exception)
            {
                ThrowTerminatingError(new ErrorRecord(exception, "FileOpenFailure", ErrorCategory.OpenError, path));
            }
        }
    }

    private void Read(string file)
    {
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture) { Delimiter = Delimiter.ToString(), MissingFieldFound = null };
        using StreamReader text = new(file);
        using CsvReader csv = new(text, configuration);
        if (!csv.Read() || !csv.ReadHeader())
        {
            return;
        }

        string[] columns = csv.HeaderRecord!;
        while (csv.Read())
        {
            PSObject row = new(columns.Length);
            for (int i = 0; i < columns.Length; i++)
            {
                row.Properties.Add(new PSNoteProperty(columns[i], csv.GetField(i)));
            }

            WriteObject(row);
        }
    }
}
