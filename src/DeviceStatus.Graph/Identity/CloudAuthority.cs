namespace DeviceStatus.Graph.Identity;

/// <summary>Determines the authority of a sign-in, so that nothing of one cloud is sent to another.</summary>
internal static class CloudAuthority
{
    /// <summary>The environment variable that workload identity and the environment credential are documented to read.</summary>
    internal const string Variable = "AZURE_AUTHORITY_HOST";

    // Other host names of the same services.
    private static readonly Dictionary<string, GraphCloud[]> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["login.windows.net"] = [GraphCloud.Global],
        ["login.microsoft.com"] = [GraphCloud.Global],
        ["login.usgovcloudapi.net"] = [GraphCloud.USGov, GraphCloud.USGovDoD],
        ["login.partner.microsoftonline.cn"] = [GraphCloud.China],
    };

    /// <summary>Whether the host of an address is the authority's, another name of the same service, or one of its regions.</summary>
    /// <param name="authority">The authority of the connection.</param>
    /// <param name="target">The address of the request.</param>
    internal static bool IsHostOf(Uri authority, Uri target)
    {
        if (target.Scheme != Uri.UriSchemeHttps || target.UserInfo.Length > 0)
        {
            return false;
        }

        if (target.IdnHost == authority.IdnHost && target.Port == authority.Port)
        {
            return true;
        }

        GraphCloud[] clouds = GraphCloud.All.Where(cloud => cloud.Authority.IdnHost == authority.IdnHost).ToArray();
        return clouds.Length > 0 && target.IsDefaultPort && Aliases.Where(alias => alias.Value.Intersect(clouds).Any())
            .Select(alias => alias.Key)
            .Append(authority.IdnHost).Any(host => target.IdnHost == host || IsRegionOf(host, target.IdnHost));
    }

    /// <summary>The authority of the cloud.</summary>
    internal static Uri Of(SignInOptions options) => options.Authority ?? options.Cloud.Authority;

    /// <summary>The authority for a sign-in that environment variables describe.</summary>
    /// <exception cref="SignInException">The variable names an authority that does not belong to the cloud.</exception>
    internal static Uri OfEnvironment(SignInOptions options)
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (options.Authority is not null || string.IsNullOrWhiteSpace(text))
        {
            return Of(options);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? named) || named.Scheme != Uri.UriSchemeHttps)
        {
            throw new SignInException($"The environment variable {Variable} is '{text}'; it must be an https address such as "
                + $"{options.Cloud.Authority}.");
        }

        GraphCloud[] clouds = GraphCloud.All.Where(cloud => cloud.Authority.IdnHost == named.IdnHost)
            .Concat(Aliases.GetValueOrDefault(named.IdnHost, []))
            .ToArray();
        if (clouds.Contains(options.Cloud))
        {
            return options.Cloud.Authority;
        }

        // An authority on this machine belongs to no cloud, and nothing that is sent there leaves the machine.
        if (named.IsLoopback)
        {
            return named;
        }

        string owner = clouds.Length == 0 ? "no known cloud" : string.Join(" or ", clouds.Select(cloud => cloud.Name));
        string cure = clouds.Length == 0 ? string.Empty : $"give -Environment {clouds[0]}, or ";
        throw new SignInException(
            $"The environment variable {Variable} names {named.IdnHost}, which belongs to {owner}, but the connection is for "
                + $"{options.Cloud}: {cure}clear the variable.");
    }

    private static bool IsRegionOf(string host, string target) =>
        target.EndsWith("." + host, StringComparison.Ordinal) && target[..^(host.Length + 1)].All(char.IsAsciiLetterOrDigit);
}
