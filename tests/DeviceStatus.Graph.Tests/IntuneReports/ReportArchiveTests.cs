using System.IO.Compression;
using DeviceStatus.Graph.IntuneReports;

namespace DeviceStatus.Graph.Tests.IntuneReports;

public sealed class ReportArchiveTests
{
    [Fact]
    public void OpenCsv_not_a_zip_file_says_so() =>
        Assert.Contains(
            "not a zip file",
            Assert.Throws<ReportFailedException>(() => ReportArchive.OpenCsv(new MemoryStream([1, 2, 3]), new ReportLimits())).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void OpenCsv_not_exactly_one_file_names_the_number(int files)
    {
        ReportFailedException error = Assert.Throws<ReportFailedException>(() => ReportArchive.OpenCsv(Zip(files, 10), new ReportLimits()));
        Assert.Contains($"holds {files} files", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenCsv_small_zip_of_a_huge_file_is_cut_at_the_limit()
    {
        MemoryStream zip = Zip(1, 10_000_000);
        Assert.True(zip.Length < 100_000);
        using Stream csv = ReportArchive.OpenCsv(zip, new ReportLimits { MaxBytes = 1_000_000 });
        Assert.Throws<ReportFailedException>(() => csv.CopyTo(Stream.Null));
    }

    private static MemoryStream Zip(int files, int length)
    {
        MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < files; i++)
            {
                using Stream entry = archive.CreateEntry($"{i}.csv").Open();
                entry.Write(new byte[length]);
            }
        }

        zip.Position = 0;
        return zip;
    }
}
