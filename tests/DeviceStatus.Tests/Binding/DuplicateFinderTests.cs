using System.Globalization;
using DeviceStatus.Binding;

namespace DeviceStatus.Tests.Binding;

public sealed class DuplicateFinderTests
{
    [Fact]
    public void Add_many_addresses_finds_the_latest_earlier_row_of_each()
    {
        Random random = new(4711);
        DuplicateFinder finder = new();
        Dictionary<string, long> expected = new(StringComparer.OrdinalIgnoreCase);
        for (long row = 1; row <= 50_000; row++)
        {
            string id = random.Next(40_000).ToString("x8", CultureInfo.InvariantCulture);
            id = random.Next(2) == 0 ? id : id.ToUpperInvariant();

            Assert.Equal(expected.GetValueOrDefault(id), finder.Add(row, "policy", id));
            expected[id] = row;
        }
    }

    [Fact]
    public void Add_same_id_below_another_policy_is_another_object()
    {
        DuplicateFinder finder = new();

        Assert.Equal([0, 0, 1], new[] { finder.Add(1, "a", "x"), finder.Add(2, "b", "x"), finder.Add(3, "A", "X") });
    }
}
