namespace DeviceStatus.Graph.Schema;

/// <summary>Text and set operations of <see cref="GraphVersion"/>.</summary>
public static class GraphVersionExtensions
{
    /// <summary>The URL segment of the version: <c>v1.0</c> or <c>beta</c>.</summary>
    /// <param name="version">The version.</param>
    /// <returns>The segment.</returns>
    public static string ToSegment(this GraphVersion version) => version == GraphVersion.Beta ? "beta" : "v1.0";

    /// <summary>Whether a set of versions holds a version.</summary>
    /// <param name="versions">The set.</param>
    /// <param name="version">The version to find.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool Has(this GraphVersions versions, GraphVersion version) =>
        (versions & (version == GraphVersion.Beta ? GraphVersions.Beta : GraphVersions.V1)) != 0;

    /// <summary>Reads a URL segment.</summary>
    /// <param name="segment"><c>v1.0</c> or <c>beta</c>, in any case.</param>
    /// <param name="version">The version read.</param>
    /// <returns><see langword="false"/> if the segment names no known version.</returns>
    public static bool TryParse(string? segment, out GraphVersion version)
    {
        version = string.Equals(segment, "beta", StringComparison.OrdinalIgnoreCase) ? GraphVersion.Beta : GraphVersion.V1;
        return version == GraphVersion.Beta || string.Equals(segment, "v1.0", StringComparison.OrdinalIgnoreCase);
    }
}
