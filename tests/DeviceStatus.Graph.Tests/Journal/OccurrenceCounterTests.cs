using DeviceStatus.Graph.Journal;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class OccurrenceCounterTests
{
    [Fact]
    public void Add_digests_in_any_order_counts_each_as_a_dictionary_would()
    {
        Random random = new(4711);
        UInt128[] digests =
        [
            .. Enumerable.Range(0, 20_000).Select(_ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64())),
            UInt128.Zero,
            UInt128.MaxValue,
        ];
        OccurrenceCounter counter = new();
        Dictionary<UInt128, int> expected = [];
        for (int i = 0; i < 60_000; i++)
        {
            UInt128 digest = digests[random.Next(digests.Length)];
            expected[digest] = expected.GetValueOrDefault(digest) + 1;

            Assert.Equal(expected[digest], counter.Add(digest));
        }
    }

    [Fact]
    public void Add_digests_that_differ_in_few_bits_are_distinguished()
    {
        OccurrenceCounter counter = new();
        for (int i = 0; i < 5000; i++)
        {
            Assert.Equal(1, counter.Add(new UInt128((ulong)i, 256)));
        }
    }
}
