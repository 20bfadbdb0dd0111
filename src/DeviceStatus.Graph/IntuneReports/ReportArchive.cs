using System.IO.Compression;

namespace DeviceStatus.Graph.IntuneReports;

/// <summary>Opens the zip file of an export job, which contains one CSV file.</summary>
internal static class ReportArchive
{
    /// <summary>Opens the CSV file. Reading more than <see cref="ReportLimits.MaxBytes"/> from it fails.</summary>
    /// <param name="zip">The zip file; it must be seekable. The returned stream owns it.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="ReportFailedException">The file is not a zip file with exactly one file in it.</exception>
    internal static Stream OpenCsv(Stream zip, ReportLimits limits)
    {
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(zip, ZipArchiveMode.Read);
            List<ZipArchiveEntry> files = [.. archive.Entries.Where(static entry => entry.Name.Length > 0)];
            if (files.Count != 1)
            {
                throw new ReportFailedException($"The report's zip file holds {files.Count} files; exactly one CSV file is expected.");
            }

            return new LimitedStream(files[0].Open(), limits.MaxBytes, archive);
        }
        catch (Exception exception)
        {
            archive?.Dispose();
            zip.Dispose();
            if (exception is InvalidDataException)
            {
                throw new ReportFailedException(
                    "The report's file is not a zip file, or it is damaged. Export the report again.", exception);
            }

            throw;
        }
    }
}
