using System.Globalization;
using System.IO.Compression;
using System.Text;
using DeviceStatus.Reporting.Snapshots;

namespace DeviceStatus.Reporting.Tests.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devicestatus-snapshot-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_and_read_gives_the_statuses_and_the_header_back()
    {
        SnapshotStatus rich = SnapshotSamples.Status(
            1, "error",
            more:
            [
                ("userPrincipalName", "ann@contoso.example"), ("platform", 8),
                ("newProperty", new Dictionary<string, object?> { ["b"] = 1, ["a"] = null }), ("other", true),
                ("list", new List<object?> { "x", 2L }),
            ]);
        string path = Write(SnapshotSamples.Build(
            [rich, SnapshotSamples.Status(2)], SnapshotSamples.Coverage(read: 2), SnapshotSamples.Coverage("p2", "Failed")));

        SnapshotFile file = SnapshotFile.Open(path);
        SnapshotStatus[] read = [.. file.Read(Stop)];

        Assert.Equal(SnapshotSamples.TakenOn, file.Header.TakenOn);
        Assert.Equal(2, file.Header.Statuses);
        Assert.Equal([new SnapshotTenant("t1", "Contoso")], file.Header.Tenants);
        Assert.Equal([SnapshotSamples.Kind], file.Header.Kinds);
        Assert.Equal(["Complete p1", "Failed p2"], file.Header.Coverage.Select(one => $"{one.StateName} {one.PolicyId}"));
        Assert.Equal(
            "deviceDisplayName,platform,status,lastReportedDateTime,userPrincipalName,list,newProperty,other",
            string.Join(',', read[0].Values.Select(pair => pair.Key)));
        Assert.Equal(SnapshotSamples.TakenOn.AddMinutes(-1), read[0]["lastReportedDateTime"]);
        Assert.Equal(8, read[0]["platform"]);
        Assert.Equal(true, read[0]["other"]);
        Assert.Equal(["a", "b"], ((IReadOnlyDictionary<string, object?>)read[0]["newProperty"]!).Keys);
        Assert.Equal(("p1", "Policy p1", "t1", "Contoso"), (read[0].PolicyId, read[0].PolicyName, read[0].TenantId, read[0].Connection));
    }

    [Fact]
    public void Write_the_same_input_gives_the_same_bytes_in_any_order_culture_and_chunk_size()
    {
        SnapshotStatus[] statuses =
        [
            .. Enumerable.Range(0, 500).Select(
                i => SnapshotSamples.Status(
                    i, i % 7 == 0 ? "error" : "compliant", "p" + (i % 3), more: [("deviceModel", "Möbelhaus \u0130I " + i)])),
            SnapshotSamples.Status(3, noun: "IosUpdateDeviceStatus", more: [("installStatus", "success")]),
        ];
        byte[] expected = File.ReadAllBytes(Write(SnapshotSamples.Build(statuses)));
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach ((string culture, int chunk, bool reversed)
                in new[] { ("th-TH", 4096, true), ("ar-SA", 1 << 24, true), ("tr-TR", 1, false) })
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                using SnapshotBuilder builder =
                    new(SnapshotSamples.TakenOn.ToOffset(TimeSpan.FromHours(9)), new SnapshotSorter(chunk)) { IsComplete = true };
                Array.ForEach(reversed ? [.. statuses.Reverse()] : statuses, builder.Add);
                Assert.Equal(expected, File.ReadAllBytes(Write(builder)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_a_date_in_another_zone_gives_the_same_bytes()
    {
        DateTimeOffset date = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        byte[] Of(DateTimeOffset value) =>
            File.ReadAllBytes(
                Write(SnapshotSamples.Build([SnapshotSamples.Status(1, more: [("complianceGracePeriodExpirationDateTime", value)])])));

        Assert.Equal(Of(date), Of(date.ToOffset(TimeSpan.FromHours(9))));
        DateTimeOffset never = ReportSamples.Never;
        Assert.Equal(Of(never), Of(never.ToOffset(TimeSpan.FromHours(-11))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 24)]
    public void Write_a_status_twice_keeps_the_one_that_was_reported_last(int chunkBytes)
    {
        using SnapshotBuilder builder = new(SnapshotSamples.TakenOn, new SnapshotSorter(chunkBytes)) { IsComplete = true };
        SnapshotStatus Reported(string status, int minutes) =>
            SnapshotSamples.Status(1, status, more: [("lastReportedDateTime", SnapshotSamples.TakenOn.AddMinutes(minutes))]);
        builder.Add(Reported("error", 1));
        builder.Add(Reported("compliant", 3));
        builder.Add(Reported("conflict", 2));

        SnapshotFile file = SnapshotFile.Open(Write(builder));

        Assert.Equal(1, file.Header.Statuses);
        Assert.Equal("compliant", file.Read(Stop).Single()["status"]);
    }

    [Fact]
    public void Write_a_filtered_list_is_partial_coverage()
    {
        using SnapshotBuilder builder = SnapshotSamples.Build([SnapshotSamples.Status(1)], SnapshotSamples.Coverage(read: 200));

        SnapshotCoverage coverage = SnapshotFile.Open(Write(builder)).Header.Coverage.Single();

        Assert.Equal("Partial", coverage.StateName);
        Assert.Equal("1 of 200 statuses that were read are here.", coverage.Reason);
    }

    [Fact]
    public void Write_leaves_no_other_file_and_one_that_only_its_owner_reads()
    {
        string path = Write(SnapshotSamples.Build([SnapshotSamples.Status(1)]));

        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Write_cancelled_leaves_the_file_as_it_was()
    {
        string path = Write(SnapshotSamples.Build([SnapshotSamples.Status(1)]));
        byte[] before = File.ReadAllBytes(path);
        using CancellationTokenSource stop = new();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(
            () => SnapshotWriter.Write(path, SnapshotSamples.Build([SnapshotSamples.Status(2)]), overwrite: true, stop.Token));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
    }

    [Theory]
    [InlineData("", "line 1: the file is empty")]
    [InlineData("hello", "line 1: it is not JSON")]
    [InlineData("{\"name\":1}", "line 1: it is not the header of a snapshot")]
    [InlineData("{\"schemaVersion\":2}", "line 1: the snapshot has schemaVersion 2, and this version of the module reads 1")]
    [InlineData("{\"schemaVersion\":1,\"takenOn\":\"yesterday\"}", "line 1: the header has no date takenOn")]
    [InlineData("H1\n{\"noun\":\"Nothing\",\"id\":\"1\"}", "line 2: 'Nothing' is not the noun of a status")]
    [InlineData("H1\n{\"noun\":\"IosUpdateDeviceStatus\"}", "line 2: it has no id")]
    [InlineData("H1\n[1]", "line 2: it is not a JSON object")]
    [InlineData(
        "H2\n{\"noun\":\"IosUpdateDeviceStatus\",\"id\":\"2\"}\n{\"noun\":\"IosUpdateDeviceStatus\",\"id\":\"1\"}",
        "line 3: the status is not in the order of snapshots")]
    [InlineData("H2\n{\"noun\":\"IosUpdateDeviceStatus\",\"id\":\"2\"}", "line 2: the file ends after 1 statuses, and its header counts 2")]
    public void Read_a_bad_file_says_where_and_what_would_be_right(string content, string expected)
    {
        content = content.Replace("H1", Header(1), StringComparison.Ordinal).Replace("H2", Header(2), StringComparison.Ordinal);
        foreach (bool zipped in new[] { true, false })
        {
            string path = Path.Combine(_folder.FullName, "bad.jsonl.gz");
            using (Stream file = File.Create(path))
            using (Stream output = zipped ? new GZipStream(file, CompressionLevel.Fastest) : file)
            {
                output.Write(Encoding.UTF8.GetBytes(content));
            }

            SnapshotException exception = Assert.Throws<SnapshotException>(() => SnapshotFile.Open(path).Read(Stop).Count());
            Assert.Contains($"'{path}' cannot be read at {expected}", exception.Message, StringComparison.Ordinal);
            Assert.Matches(@"\. [A-Z].*\.$", exception.Message);
        }
    }

    [Fact]
    public void Read_a_file_that_was_cut_off_says_so()
    {
        string path = Write(SnapshotSamples.Build(Enumerable.Range(0, 3000).Select(i => SnapshotSamples.Status(i))));
        byte[] whole = File.ReadAllBytes(path);
        foreach (double share in new[] { 0.3, 0.7, 0.99 })
        {
            File.WriteAllBytes(path, whole[..(int)(whole.Length * share)]);
            Assert.Throws<SnapshotException>(() => SnapshotFile.Open(path).Read(Stop).Count());
        }
    }

    [Fact]
    public void Open_a_file_that_is_not_there_says_which() => Assert.Contains(
        "no-such.gz", Assert.Throws<SnapshotException>(() => SnapshotFile.Open(Path.Combine(_folder.FullName, "no-such.gz"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void LineReader_of_a_line_without_end_refuses_it()
    {
        using LineReader lines = new(new EndlessStream());
        Assert.Throws<InvalidDataException>(() => lines.Read());
    }

    private static string Header(int statuses) => FormattableString.Invariant(
        $$"""
        {"schemaVersion":1,"takenOn":"2026-08-05T06:00:00Z","statuses":{{statuses}},"tenants":[],"kinds":[],"nouns":[],"coverage":[]}
        """);

    private string Write(SnapshotBuilder snapshot)
    {
        using (snapshot)
        {
            string path = Path.Combine(_folder.FullName, "sample.jsonl.gz");
            SnapshotWriter.Write(path, snapshot, overwrite: true, Stop);
            return path;
        }
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
