namespace DeviceStatus.Help;

/// <summary>The help of a cmdlet. Texts are Markdown.</summary>
internal sealed record HelpPage(CommandDescription Command)
{
    internal const string CommonParameters =
        "This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, "
            + "-OutBuffer, "
        + "-OutVariable, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. "
        + "For more information, see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).";

    internal required string Synopsis { get; init; }

    internal required string Description { get; init; }

    internal required IReadOnlyList<HelpExample> Examples { get; init; }

    /// <summary>The description of each parameter, by its name.</summary>
    internal required IReadOnlyDictionary<string, HelpText> Parameters { get; init; }

    internal required IReadOnlyList<HelpEntry> Inputs { get; init; }

    internal required IReadOnlyList<HelpEntry> Outputs { get; init; }

    internal required string Notes { get; init; }

    internal required IReadOnlyList<HelpLink> Links { get; init; }
}
