using System.Reflection;

namespace DeviceStatus.Pack;

/// <summary>Identifies licences, and provides the texts of licences that a package names but does not contain.</summary>
internal static class Licences
{
    private const string MitGrant = "Permission is hereby granted, free of charge, to any person obtaining a copy";

    /// <summary>The SPDX identifier of a licence, by its text.</summary>
    /// <exception cref="PackException">There is no text, or it is the text of a licence that has not been reviewed.</exception>
    internal static string Recognise(string package, string? text) =>
        text is not null && OnOneLine(text).Contains(MitGrant, StringComparison.Ordinal)
            ? "MIT"
            : throw new PackException(
                $"The licence of {package} is not known. Read it, and add it to {nameof(Licences)} if the module may be shipped with it.");

    private static string OnOneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The text of a licence that a package names but does not contain.</summary>
    /// <exception cref="PackException">There is no such text.</exception>
    internal static string TextOf(string identifier)
    {
        // The licence that is used if a package offers a choice.
        const string Choice = " OR Apache-2.0";
        if (identifier.EndsWith(Choice, StringComparison.Ordinal))
        {
            identifier = Choice[" OR ".Length..];
        }

        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(identifier + ".txt")
            ?? throw new PackException($"The text of the licence {identifier} is not in tools/DeviceStatus.Pack/Licences.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim('\n');
    }
}
