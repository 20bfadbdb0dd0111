using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Seed;

/// <summary>What every sandbox starts with: always the same, so that samples, help and tests can name ids.</summary>
internal static class SeedData
{
    private const int IosUpdateStatuses = 120;

    private static readonly SeedPolicy[] Policies =
    [
        new(PolicySchema.DeviceConfiguration, "d1000000-0000-4000-8000-000000000001", "iOS - Baseline restrictions", 150),
        new(PolicySchema.DeviceConfiguration, "d1000000-0000-4000-8000-000000000002", "iOS - Corporate Wi-Fi", 40),
        new(PolicySchema.DeviceConfiguration, "d1000000-0000-4000-8000-000000000003", "iPadOS - Shared classroom", 20),
        new(PolicySchema.DeviceCompliancePolicy, "c1000000-0000-4000-8000-000000000001", "iOS - Compliance for staff", 120),
        new(PolicySchema.DeviceCompliancePolicy, "c1000000-0000-4000-8000-000000000002", "iOS - Compliance for kiosks", 40),
        new(PolicySchema.MobileAppConfiguration, "a1000000-0000-4000-8000-000000000001", "Outlook - Account setup", 110),
        new(PolicySchema.MobileAppConfiguration, "a1000000-0000-4000-8000-000000000002", "Edge - Home page", 30),
        new(PolicySchema.IosLobAppProvisioningConfiguration, "b1000000-0000-4000-8000-000000000001", "Field service app - 2026", 70),
        new(PolicySchema.IosLobAppProvisioningConfiguration, "b1000000-0000-4000-8000-000000000002", "Warehouse app - 2026", 30),
    ];

    /// <summary>Adds the policies, and unless it shall be empty a few hundred statuses.</summary>
    internal static void Fill(RouteTable routes, SandboxStore store, bool empty)
    {
        foreach (ResourceTable table in routes.Tables)
        {
            foreach (SeedPolicy policy in Policies.Where(policy => policy.Resource == table.Resource))
            {
                store.Add(table, null, policy.Values());
            }

            if (empty || PolicySchema.Resources.Contains(table.Resource) || table.Resource.IsSingleton)
            {
                continue;
            }

            if (table.Parent is null)
            {
                Add(table, null, IosUpdateStatuses);
            }

            foreach (SeedPolicy policy in Policies.Where(policy => policy.Resource == table.Parent?.Resource))
            {
                Add(table, policy.Id, policy.Statuses);
            }
        }

        void Add(ResourceTable table, string? parentId, int count)
        {
            for (int i = 0; i < count; i++)
            {
                store.Add(table, parentId, SeedStatus.Values(table.Resource, parentId, i));
            }
        }
    }

    private sealed record SeedPolicy(ResourceDescriptor Resource, string Id, string Name, int Statuses)
    {
        internal List<KeyValuePair<int, object?>> Values() =>
        [
            .. Resource.Properties.Select((property, index) => new KeyValuePair<int, object?>(index, property.Name switch
            {
                "id" => Id,
                "displayName" => Name,
                "lastModifiedDateTime" => "2026-05-04T07:30:00Z",
                _ => null,
            })),
        ];
    }
}
