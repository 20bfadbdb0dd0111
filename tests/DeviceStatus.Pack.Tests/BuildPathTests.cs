using System.Reflection.Metadata;
using System.Text;
using DeviceStatus.Tests.Support;

namespace DeviceStatus.Pack.Tests;

/// <summary>The shipped files must not contain the path of the build, or two builds would differ.</summary>
public sealed class BuildPathTests
{
    public static TheoryData<string> Assemblies => ["DeviceStatus", "DeviceStatus.Graph", "DeviceStatus.Reporting", "DeviceStatus.Sandbox"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Build_names_no_source_file_by_its_path_on_this_machine_in_the_symbols(string assembly)
    {
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Beside(assembly + ".pdb")));
        MetadataReader symbols = provider.GetMetadataReader();
        string[] sources = [.. symbols.Documents.Select(document => symbols.GetString(symbols.GetDocument(document).Name))];

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.StartsWith("/_/", source, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Build_leaves_the_path_of_the_sources_out_of_the_shipped_files(string assembly)
    {
        foreach (string file in new[] { assembly + ".dll", assembly + ".pdb" })
        {
            byte[] bytes = File.ReadAllBytes(Beside(file));
            foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode })
            {
                Assert.True(bytes.AsSpan().IndexOf(encoding.GetBytes(RepositoryFolder.Root)) < 0, file);
            }
        }
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
