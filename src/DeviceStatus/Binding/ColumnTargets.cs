using System.Collections;
using System.Management.Automation;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Binding;

/// <summary>Determines the columns that fill the parameters of a command.</summary>
internal static class ColumnTargets
{
    /// <summary>The parameters of a command that bind by property name, with the columns for each.</summary>
    /// <param name="command">The command.</param>
    /// <param name="columnMap">Names of columns with the parameter that each of them fills, or null.</param>
    /// <exception cref="ArgumentException">The map contains an unknown parameter; the message names the most similar one.</exception>
    internal static IReadOnlyList<ColumnTarget> Of(CommandInfo command, IDictionary? columnMap)
    {
        ParameterMetadata[] parameters =
            [.. command.Parameters.Values.Where(
                parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName))];
        ILookup<string, string> mapped = Map(command.Name, columnMap, parameters)
            .ToLookup(pair => pair.Parameter, pair => pair.Column, StringComparer.OrdinalIgnoreCase);
        return [.. parameters.Select(
            parameter => new ColumnTarget(parameter.Name, [.. mapped[parameter.Name], parameter.Name, .. parameter.Aliases]))];
    }

    private static IEnumerable<(string Parameter, string Column)> Map(
        string command, IDictionary? columnMap, ParameterMetadata[] parameters)
    {
        foreach (DictionaryEntry entry in columnMap ?? new Hashtable())
        {
            string column = PSValue.Unwrap(entry.Key)?.ToString() ?? string.Empty;
            string wanted = PSValue.Unwrap(entry.Value)?.ToString() ?? string.Empty;
            ParameterMetadata? parameter = Array.Find(parameters, one => Names(one).Contains(wanted, StringComparer.OrdinalIgnoreCase));
            if (parameter is null)
            {
                string? nearest = NearestName.Find(wanted, parameters.Select(one => one.Name));
                throw new ArgumentException(
                    $"-ColumnMap: '{wanted}', to which the column '{column}' is mapped, is not a parameter of {command} that rows can fill"
                    + (nearest is null
                        ? $". These are: {string.Join(", ", parameters.Select(one => one.Name))}."
                        : $"; did you mean '{nearest}'?"));
            }

            yield return (parameter.Name, column);
        }
    }

    private static IEnumerable<string> Names(ParameterMetadata parameter) => parameter.Aliases.Prepend(parameter.Name);
}
