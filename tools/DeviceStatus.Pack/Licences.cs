using System.Reflection;

namespace DeviceStatus.Pack;

/// <summary>The texts of licences, and which text is which licence.</summary>
internal static class Licences
{
    private const string MitGrant = "Permission is hereby granted, free of charge, to any person obtaining a copy";

    /// <summary>The SPDX identifier of a licence, by its text.</summary>
    /// <exception cref="PackException">There is no text, or it is none that may be shipped unread.</exception>
    internal static string Recognise(string package, string? text) =>
        text is not null && string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)).Contains(MitGrant, StringComparison.Ordinal)
            ? "MIT"
            : throw new PackException($"The licence of {package} is not known; read it, and teach it to {nameof(Licences)}.");

    /// <summary>The text of a licence that a package names without bringing it along.</summary>
    /// <exception cref="PackException">The text is not here.</exception>
    internal static string TextOf(string identifier)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(identifier + ".txt")
            ?? throw new PackException($"The text of the licence {identifier} is not in tools/DeviceStatus.Pack/Licences.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim('\n');
    }
}
