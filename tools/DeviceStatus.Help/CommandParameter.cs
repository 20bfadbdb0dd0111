namespace DeviceStatus.Help;

/// <summary>A parameter of a cmdlet.</summary>
internal sealed record CommandParameter(string Name, string Type)
{
    internal const string SwitchType = "SwitchParameter";

    internal bool IsSwitch => Type == SwitchType;

    /// <summary>Whether it is -WhatIf or -Confirm, which stand last everywhere.</summary>
    internal bool IsRisk { get; init; }

    /// <summary>Its place in the source: those of the cmdlet itself, then those of its bases.</summary>
    internal int Order { get; init; }

    internal IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values that it takes, where they are listed.</summary>
    internal IReadOnlyList<string> Values { get; init; } = [];

    internal bool TakesWildcards { get; init; }

    internal required IReadOnlyList<ParameterUse> Uses { get; init; }

    /// <summary>The property's documentation comment, the last resort of a description.</summary>
    internal string Comment { get; init; } = string.Empty;
}
