using System.Management.Automation;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Output;

/// <summary>Creates the object for a row of a report: a text property for each column, null for an empty cell.</summary>
internal static class ReportObject
{
    internal static PSObject Create(ReportRow row, string connection)
    {
        PSObject result = new(row.Columns.Count);
        result.TypeNames.Insert(0, "DeviceStatus.IntuneReportRow");
        for (int i = 0; i < row.Columns.Count; i++)
        {
            if (row.Columns[i].Length > 0 && result.Properties[row.Columns[i]] is null)
            {
                result.Properties.Add(
                    new PSNoteProperty(row.Columns[i], row.Values[i].Length == 0 ? null : row.Values[i]),
                    preValidated: true);
            }
        }

        if (result.Properties["Connection"] is null)
        {
            result.Properties.Add(new PSNoteProperty("Connection", connection), preValidated: true);
        }

        return result;
    }
}
