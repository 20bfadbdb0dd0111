using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Policies;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;
using DeviceStatus.Sandbox.Seed;

namespace DeviceStatus.Graph.Tests.Schema;

public sealed class SchemaTests
{
    public static TheoryData<string> Nouns => [.. GraphSchema.Resources.Select(resource => resource.Noun)];

    [Theory]
    [MemberData(nameof(Nouns))]
    public async Task GraphSchema_every_resource_is_served_by_the_sandbox_in_each_of_its_versions(string noun)
    {
        ResourceDescriptor resource = GraphSchema.ByNoun(noun);
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        string? parent = resource.Parent is null ? null : FirstPolicy(resource.Parent);
        foreach (GraphVersion version in new[] { GraphVersion.V1, GraphVersion.Beta }.Where(version => resource.Versions.Has(version)))
        {
            StatusEntity entity;
            if (resource.IsSingleton)
            {
                entity = await host.Client.GetAsync(
                    RequestBuilder.Get(resource, parent, null, null, version), null, TestContext.Current.CancellationToken);
            }
            else
            {
                await using IAsyncEnumerator<IReadOnlyList<StatusEntity>> pages = host.Client
                    .ListAsync(RequestBuilder.List(resource, parent, null, null, 1, version), null, TestContext.Current.CancellationToken)
                    .GetAsyncEnumerator(TestContext.Current.CancellationToken);
                Assert.True(await pages.MoveNextAsync());
                entity = Assert.Single(pages.Current);
            }

            Assert.Equal(
                resource.Properties.Where(property => property.Versions.Has(version)).Select(property => property.Name),
                entity.Values.Select(value => value.Key));
        }
    }

    [Fact]
    public async Task StatusOverview_of_the_sandbox_counts_the_rows_of_the_list()
    {
        await using ReadingHost host = await ReadingHost.SandboxAsync();
        foreach (ResourceDescriptor list in GraphSchema.Resources.Where(resource => resource.Overview is not null))
        {
            string parent = FirstPolicy(list.Parent!);
            GraphRequest request = RequestBuilder.List(list, parent, null, null, null, GraphVersion.Beta);
            List<StatusEntity> rows = [];
            await foreach (IReadOnlyList<StatusEntity> page in host.Client.ListAsync(request, null, TestContext.Current.CancellationToken))
            {
                rows.AddRange(page);
            }

            StatusEntity overview = await host.Client.GetAsync(
                RequestBuilder.Get(list.Overview!, parent, null, null, GraphVersion.Beta), null, TestContext.Current.CancellationToken);
            Assert.Equal(rows.Count(row => row.Status is "compliant" or "remediated"), overview["successCount"]);
            Assert.Equal(rows.Count(row => row.Status == "nonCompliant"), overview["failedCount"]);
            Assert.Equal(rows.Max(row => row.LastReportedDateTime), overview["lastUpdateDateTime"]);
            Assert.Equal(
                (long)rows.Count, await OverviewCount.ReadAsync(host.Client, request, null, TestContext.Current.CancellationToken));
        }
    }

    private static string FirstPolicy(ResourceDescriptor policies) => SeedPolicies.All.First(policy => policy.Resource == policies).Id;
}
