using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Identity;

/// <summary>The scopes of a sign-in, in the form that the cloud requires.</summary>
public static class GraphScopes
{
    private static readonly string[] OpenId = ["openid", "profile", "email", "offline_access"];

    /// <summary>The smallest set of permissions that allows reading every resource of <see cref="GraphSchema"/>, as bare names.</summary>
    public static IReadOnlyList<string> LeastToRead { get; } =
        GraphSchema.Resources.Select(resource => resource.ReadPermission).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();

    /// <summary>Creates scopes from permission names. A bare name is prefixed with the Graph root of the cloud.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="permissions">Permission names or full scopes of that cloud; empty means <see cref="LeastToRead"/>.</param>
    /// <returns>The scopes, each once. Those of OpenID Connect are left out, because every sign-in requests them.</returns>
    /// <exception cref="SignInException">A scope belongs to another cloud or another service, or is invalid.</exception>
    public static IReadOnlyList<string> Resolve(GraphCloud cloud, IEnumerable<string> permissions)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(permissions);
        string[] wanted = permissions.Select(name => name?.Trim() ?? string.Empty).Where(name => name.Length > 0).ToArray();
        string[] scopes = (wanted.Length == 0 ? LeastToRead : wanted)
            .Where(name => !OpenId.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => Qualify(cloud, name))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        return scopes.Length > 0 ? scopes : Resolve(cloud, LeastToRead);
    }

    private static string Qualify(GraphCloud cloud, string name)
    {
        string root = cloud.GraphEndpoint.GetLeftPart(UriPartial.Authority) + "/";
        bool isFull = name.StartsWith(root, StringComparison.OrdinalIgnoreCase);
        string bare = isFull ? name[root.Length..] : name;
        if (!isFull && name.Contains(':', StringComparison.Ordinal))
        {
            throw new SignInException(
                $"The scope '{name}' is not one of the cloud {cloud}: give the bare permission name, or one that begins with '{root}'.");
        }

        if (bare.Length == 0 || !bare.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new SignInException($"'{name}' is not a scope: a permission is a name such as '{LeastToRead[0]}'.");
        }

        return root + bare;
    }
}
