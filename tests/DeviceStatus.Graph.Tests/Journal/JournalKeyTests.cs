using System.Globalization;
using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Tests.Batching;

namespace DeviceStatus.Graph.Tests.Journal;

public sealed class JournalKeyTests
{
    [Fact]
    public void DigestOf_a_request_differs_by_method_path_version_body_and_connection()
    {
        StatusChange beta = new(GraphSchema.IosUpdateDeviceStatus, StatusOperation.Update, null, "a");
        beta.Set("deviceDisplayName", "device");
        UInt128[] digests =
        [
            JournalKey.DigestOf(Rows.Patch("a")),
            JournalKey.DigestOf(Rows.Patch("b")),
            JournalKey.DigestOf(Rows.Patch("a", "other")),
            JournalKey.DigestOf(Rows.Delete("a")),
            JournalKey.DigestOf(Rows.Delete("b")),
            JournalKey.DigestOf(RequestBuilder.Build(beta, GraphVersion.Beta)),
            JournalKey.DigestOf(Rows.Patch("a"), "one"),
            JournalKey.DigestOf(Rows.Patch("a"), "two"),
            JournalKey.DigestOf(Rows.Delete("a"), "one"),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Equal(digests[0], JournalKey.DigestOf(Rows.Patch("a")));
    }

    [Fact]
    public void OfRefusedRow_differs_by_the_number_in_every_culture()
    {
        JournalKey key = JournalKey.OfRefusedRow(3);

        Assert.NotEqual(key, JournalKey.OfRefusedRow(4));
        Assert.Equal((1, key), (key.Occurrence, JournalKey.OfRefusedRow(3)));
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
        try
        {
            Assert.Equal(key, JournalKey.OfRefusedRow(3));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void DigestOf_an_id_ignores_its_case()
    {
        Assert.Equal(JournalKey.DigestOf("Ab-1"), JournalKey.DigestOf("aB-1"));
        Assert.NotEqual(JournalKey.DigestOf("ab-1"), JournalKey.DigestOf("ab-2"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void TryParse_reads_what_ToString_writes(int digest, int occurrence)
    {
        JournalKey key = new((UInt128)digest << 90, occurrence);

        Assert.Equal(32 + 1 + occurrence.ToString(CultureInfo.InvariantCulture).Length, key.ToString().Length);
        Assert.True(JournalKey.TryParse(key.ToString(), out JournalKey parsed));
        Assert.Equal(key, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("-")]
    [InlineData("-1")]
    [InlineData("00000000000000000000000000000001-")]
    [InlineData("0000000000000000000000000000000g-1")]
    [InlineData("00000000000000000000000000000001--1")]
    [InlineData("00000000000000000000000000000001- 1")]
    [InlineData("00000000000000000000000000000001-99999999999")]
    [InlineData("000000000000000000000000000000001-1x")]
    public void TryParse_anything_else_is_no_key(string? text)
    {
        Assert.False(JournalKey.TryParse(text, out JournalKey key));
        Assert.Equal(default, key);
    }
}
