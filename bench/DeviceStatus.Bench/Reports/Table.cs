using System.Text;

namespace DeviceStatus.Bench.Reports;

/// <summary>A table in Markdown with a title, rows and notes.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    internal void Add(params string[] cells) => _rows.Add(cells);

    internal void Note(string text) => _notes.Add(text);

    /// <summary>A target and whether it was reached.</summary>
    internal void Target(string what, string seen, bool reached) => Note($"{what}: **{seen}**, {(reached ? "reached" : "MISSED")}.");

    /// <summary>The table as Markdown; the first column to the left, figures to the right.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("### ").AppendLine(title).AppendLine();
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max())];
        Line(columns);
        text.Append('|');
        for (int i = 0; i < widths.Length; i++)
        {
            text.Append(' ').Append('-', Math.Max(1, widths[i] - (i == 0 ? 0 : 1))).Append(i == 0 ? " |" : ": |");
        }

        text.AppendLine();
        foreach (string[] row in _rows)
        {
            Line(row);
        }

        text.AppendLine();
        foreach (string note in _notes)
        {
            text.Append("- ").AppendLine(note);
        }

        return text.ToString();

        void Line(string[] cells)
        {
            text.Append('|');
            for (int i = 0; i < cells.Length; i++)
            {
                text.Append(' ').Append(i == 0 ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i])).Append(" |");
            }

            text.AppendLine();
        }
    }
}
