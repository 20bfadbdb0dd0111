namespace DeviceStatus.Graph.Schema;

/// <summary>A permission of Microsoft Graph that the resources require. Each requires admin consent.</summary>
/// <param name="Name">The name, as used for consent and <c>-Scopes</c>.</param>
/// <param name="DelegatedId">The id of the delegated permission, in the worldwide cloud.</param>
/// <param name="ApplicationId">The id of the application permission (app role), in the worldwide cloud.</param>
public sealed record PermissionDescriptor(string Name, Guid DelegatedId, Guid ApplicationId)
{
    /// <summary>Every permission that <see cref="GraphSchema"/> uses.</summary>
    public static IReadOnlyList<PermissionDescriptor> All { get; } =
    [
        new(
            "DeviceManagementConfiguration.Read.All",
            DelegatedId: new("f1493658-876a-4c87-8fa7-edb559b3476a"),
            ApplicationId: new("dc377aa6-52d8-4e23-b271-2a7ae04cedf3")),
        new(
            "DeviceManagementConfiguration.ReadWrite.All",
            DelegatedId: new("0883f392-0a7a-443d-8c76-16a6d39c7b63"),
            ApplicationId: new("9241abd9-d0e6-425a-bd4f-47ba86e767a4")),
        new(
            "DeviceManagementApps.Read.All",
            DelegatedId: new("4edf5f54-4666-44af-9de9-0144fb4b6e8c"),
            ApplicationId: new("7a6ee1e7-141e-4cec-ae74-d9db155731ff")),
        new(
            "DeviceManagementApps.ReadWrite.All",
            DelegatedId: new("7b3f05d5-f68c-4b8d-8c59-a2ecd12f24af"),
            ApplicationId: new("78145de6-330d-4800-a6ce-494ff2d33d07")),
    ];

    /// <summary>Whether the permission includes write access.</summary>
    public bool IsWrite => Name.Contains(".ReadWrite.", StringComparison.Ordinal);

    /// <summary>Finds a permission.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The permission.</returns>
    /// <exception cref="KeyNotFoundException">The permission is unknown.</exception>
    public static PermissionDescriptor ByName(string name) =>
        All.FirstOrDefault(permission => string.Equals(permission.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException($"The table has no permission '{name}'.");
}
