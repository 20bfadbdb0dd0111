using System.Text;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Help;

/// <summary>Writes the page of the row schema: a template with a table for each kind of status.</summary>
internal static class RowSchemaWriter
{
    internal const string PageName = "row-schema.md";
    private const string TablesMark = "<!-- tables -->";
    private const string EnumerationsMark = "<!-- enumerations -->";

    /// <summary>Builds the page.</summary>
    /// <param name="textFolder">The folder of the texts.</param>
    /// <exception cref="FormatException">A placeholder for generated text is missing in the template.</exception>
    internal static string Write(string textFolder)
    {
        string path = Path.Combine(textFolder, PageName);
        string page = File.ReadAllText(path);
        foreach (string mark in new[] { TablesMark, EnumerationsMark })
        {
            if (!page.Contains(mark, StringComparison.Ordinal))
            {
                throw new FormatException($"{path} has no line '{mark}'.");
            }
        }

        return page
            .Replace(TablesMark, Tables(), StringComparison.Ordinal)
            .Replace(EnumerationsMark, Enumerations(), StringComparison.Ordinal);
    }

    private static string Tables()
    {
        StringBuilder text = new();
        foreach (ResourceDescriptor resource in GraphSchema.Resources.Where(resource => !resource.IsSingleton))
        {
            text.Append("## ").Append(resource.Noun).Append("\n\n");
            text.Append('`')
                .Append(resource.ODataType)
                .Append("` in `")
                .Append(resource.PathTemplate.Replace("{}", "{id}", StringComparison.Ordinal))
                .Append("`, ");
            text.Append(Versions(resource.Versions)).Append(". ");
            text.Append(resource.Operations == ResourceOperations.All
                ? "The columns are read by `Get` and taken from a row by `New` and `Set`.\n\n"
                : "The service lets it be read only.\n\n");
            text.Append("| Column | Type | Property of the service | What it says |\n|---|---|---|---|\n");
            if (resource.ParentParameter is { } parent)
            {
                text.Append("| `").Append(parent).Append("` | text | none; it is in the path | Id of the policy. |\n");
            }

            foreach (PropertyDescriptor property in resource.Properties)
            {
                text.Append("| `").Append(property.DisplayName).Append("` | ").Append(Type(property)).Append(" | `").Append(property.Name);
                text.Append('`').Append(property.Versions == resource.Versions ? string.Empty : $" ({Versions(property.Versions)})");
                text.Append(" | ").Append(property.Description).Append(" |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Enumerations()
    {
        StringBuilder text = new();
        IEnumerable<EnumDescriptor> enumerations = GraphSchema.Resources
            .SelectMany(resource => resource.Properties)
            .Select(property => property.Enum)
            .OfType<EnumDescriptor>()
            .DistinctBy(descriptor => descriptor.Name);
        text.Append("| Type | Members |\n|---|---|\n");
        foreach (EnumDescriptor enumeration in enumerations)
        {
            text.Append("| `").Append(enumeration.Name).Append("` | ");
            text.AppendJoin(", ", enumeration.Members.Select(member => $"`{member.Name}`")).Append(" |\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Type(PropertyDescriptor property) => property.Type switch
    {
        PropertyType.Text => "text",
        PropertyType.Number => "number",
        PropertyType.Timestamp => "date",
        PropertyType.Enum => $"`{property.Enum!.Name}`",
        _ => throw new FormatException($"The page has no word for the type {property.Type} of {property.Name}."),
    };

    private static string Versions(GraphVersions versions) => versions switch
    {
        GraphVersions.Beta => "beta",
        GraphVersions.V1 => "v1.0",
        _ => "v1.0 and beta",
    };
}
