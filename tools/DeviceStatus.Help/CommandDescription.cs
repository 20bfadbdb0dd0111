using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Help;

/// <summary>The metadata of a cmdlet.</summary>
internal sealed record CommandDescription(string Verb, string Noun)
{
    internal string Name => Verb + "-" + Noun;

    internal required string HelpUri { get; init; }

    internal required string? DefaultSet { get; init; }

    /// <summary>The class's documentation comment.</summary>
    internal required string Comment { get; init; }

    internal required IReadOnlyList<string> Outputs { get; init; }

    internal required IReadOnlyList<CommandParameter> Parameters { get; init; }

    /// <summary>The resource of the noun, if it has one.</summary>
    internal ResourceDescriptor? Resource { get; init; }

    /// <summary>The parameter sets, the default one first.</summary>
    internal IReadOnlyList<string> Sets => [.. Parameters
        .SelectMany(parameter => parameter.Uses)
        .Select(use => use.Set)
        .Where(set => set != ParameterUse.AllSets)
        .Append(DefaultSet ?? ParameterUse.AllSets)
        .Distinct(StringComparer.Ordinal)
        .OrderBy(set => set == DefaultSet ? 0 : 1)];

    /// <summary>The parameters of a set, in the order of a syntax line: positional, then mandatory, then the others.</summary>
    internal IReadOnlyList<(CommandParameter Parameter, ParameterUse Use)> ParametersOf(string set) => [.. Parameters
        .SelectMany(parameter => parameter.Uses, (parameter, use) => (parameter, use))
        .Where(pair => pair.use.Set == set || pair.use.Set == ParameterUse.AllSets)
        .OrderBy(pair => pair.use.Position ?? int.MaxValue)
        .ThenBy(pair => pair.use.IsMandatory ? 0 : 1)
        .ThenBy(pair => pair.parameter.IsRisk ? 1 : 0)
        .ThenBy(pair => pair.parameter.Order)];
}
