namespace DeviceStatus.Pack;

/// <summary>A value of a PowerShell data file, with the place where it stands.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends.</param>
internal abstract record ManifestValue(int Start, int End);

/// <summary>A string, or a word such as <c>$true</c>.</summary>
internal sealed record ManifestText(string Text, int Start, int End) : ManifestValue(Start, End);

/// <summary>An array.</summary>
internal sealed record ManifestArray(IReadOnlyList<ManifestValue> Items, int Start, int End) : ManifestValue(Start, End);

/// <summary>A hashtable; its names are looked up without case.</summary>
internal sealed record ManifestTable(IReadOnlyDictionary<string, ManifestValue> Entries, int Start, int End) : ManifestValue(Start, End);
