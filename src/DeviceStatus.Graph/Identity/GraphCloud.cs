namespace DeviceStatus.Graph.Identity;

/// <summary>A national cloud: an authority, an endpoint and a scope that belong together.</summary>
public sealed class GraphCloud
{
    private GraphCloud(string name, string graph, string authority)
    {
        Name = name;
        GraphEndpoint = new Uri(graph);
        Authority = new Uri(authority);
    }

    /// <summary>The worldwide cloud, GCC included.</summary>
    public static GraphCloud Global { get; } = new("Global", "https://graph.microsoft.com", "https://login.microsoftonline.com");

    /// <summary>US Government L4 (GCC High).</summary>
    public static GraphCloud USGov { get; } = new("USGov", "https://graph.microsoft.us", "https://login.microsoftonline.us");

    /// <summary>US Government L5 (DoD).</summary>
    public static GraphCloud USGovDoD { get; } = new("USGovDoD", "https://dod-graph.microsoft.us", "https://login.microsoftonline.us");

    /// <summary>China, operated by 21Vianet.</summary>
    public static GraphCloud China { get; } = new("China", "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn");

    /// <summary>All clouds, by the names that <c>-Environment</c> takes.</summary>
    public static IReadOnlyList<GraphCloud> All { get; } = [Global, USGov, USGovDoD, China];

    /// <summary>The name, as <c>-Environment</c> takes it.</summary>
    public string Name { get; }

    /// <summary>The root of Graph, without version.</summary>
    public Uri GraphEndpoint { get; }

    /// <summary>The root of the sign-in service.</summary>
    public Uri Authority { get; }

    /// <summary>The scope that asks for everything granted to the application: the Graph root with <c>/.default</c>.</summary>
    public string DefaultScope => GraphEndpoint.GetLeftPart(UriPartial.Authority) + "/.default";

    /// <summary>Finds a cloud.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>The cloud, or <see langword="null"/>.</returns>
    public static GraphCloud? Find(string name) =>
        All.FirstOrDefault(cloud => string.Equals(cloud.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
