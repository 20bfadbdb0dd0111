using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Seed;

/// <summary>The initial data of every sandbox. It is the same for the same day, so that samples, help and tests can use its ids.</summary>
internal static class SeedData
{
    private const int IosUpdateStatuses = 120;

    /// <summary>Adds the policies, and their statuses unless the sandbox starts empty.</summary>
    internal static void Fill(RouteTable routes, SandboxStore store, SandboxOptions options)
    {
        IReadOnlyList<SeedPolicy> policies =
            options.ManyPolicies > 0 ? SeedPolicies.Many(options.ManyPolicies, options.StatusesOfEach) : SeedPolicies.All;
        foreach (ResourceTable table in routes.Tables)
        {
            foreach (SeedPolicy policy in policies.Where(policy => policy.Resource == table.Resource))
            {
                store.Add(table, null, policy.Values());
            }

            if (options.Empty || PolicySchema.Resources.Contains(table.Resource) || table.Resource.IsSingleton)
            {
                continue;
            }

            if (table.Parent is null && options.ManyPolicies == 0)
            {
                Add(table, null, IosUpdateStatuses, 0);
            }

            foreach (SeedPolicy policy in policies.Where(policy => policy.Resource == table.Parent?.Resource))
            {
                Add(table, policy.Id, policy.Statuses, policy.Shift);
            }
        }

        void Add(ResourceTable table, string? parentId, int count, int shift)
        {
            int places = SeedDay.Count(count, options.Day);
            for (int place = 0; place < places; place++)
            {
                SeedDay state = SeedDay.Of(parentId, place, shift, count, options.Day);
                if (state.IsPresent)
                {
                    store.Add(table, parentId, SeedStatus.Values(table.Resource, parentId, place, state));
                }
            }
        }
    }
}
