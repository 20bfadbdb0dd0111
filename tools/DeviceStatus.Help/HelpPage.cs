namespace DeviceStatus.Help;

/// <summary>Everything that the help says of a cmdlet. Texts are Markdown.</summary>
internal sealed record HelpPage(CommandDescription Command)
{
    internal const string CommonParameters =
        "This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, -OutBuffer, "
        + "-OutVariable, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. "
        + "For more information, see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).";

    internal required string Synopsis { get; init; }

    internal required string Description { get; init; }

    internal required IReadOnlyList<HelpExample> Examples { get; init; }

    /// <summary>What is said of each parameter, by its name.</summary>
    internal required IReadOnlyDictionary<string, HelpText> Parameters { get; init; }

    internal required IReadOnlyList<HelpEntry> Inputs { get; init; }

    internal required IReadOnlyList<HelpEntry> Outputs { get; init; }

    internal required string Notes { get; init; }

    internal required IReadOnlyList<HelpLink> Links { get; init; }
}

/// <summary>A text with a default value.</summary>
internal sealed record HelpText(string Text, string? Default = null);

/// <summary>An example. The mark says what the tests do with it: "tenant" is not run, "errors" may write errors.</summary>
internal sealed record HelpExample(string Title, string Code, string Mark, string Remarks);

/// <summary>A type that goes in or comes out.</summary>
internal sealed record HelpEntry(string Type, string Text);

/// <summary>A page to read next.</summary>
internal sealed record HelpLink(string Text, string Address);
