namespace DeviceStatus.Help;

/// <summary>A parameter of a cmdlet.</summary>
internal sealed record CommandParameter(string Name, string Type)
{
    internal const string SwitchType = "SwitchParameter";

    internal bool IsSwitch => Type == SwitchType;

    /// <summary>Whether it is -WhatIf or -Confirm, which are always listed last.</summary>
    internal bool IsRisk { get; init; }

    /// <summary>Its index in the source: parameters of the cmdlet first, then those of its base classes.</summary>
    internal int Order { get; init; }

    internal IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The allowed values, if they are listed.</summary>
    internal IReadOnlyList<string> Values { get; init; } = [];

    internal bool TakesWildcards { get; init; }

    internal required IReadOnlyList<ParameterUse> Uses { get; init; }

    /// <summary>The property's documentation comment, used if there is no other description.</summary>
    internal string Comment { get; init; } = string.Empty;
}
