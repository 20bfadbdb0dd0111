
namespace DeviceStatus.Pack.Tests;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("0.1.0", "0.2.0", "CHANGELOG.md begins with 0.2.0, but the manifest says 0.1.0")]
    [InlineData(" - 2026-01-31", "", "The section 0.1.0 of CHANGELOG.md has no date")]
    [InlineData("## ", "# ", "CHANGELOG.md has no section with a version")]
    [InlineData(SampleModule.Notes, "", "The section 0.1.0 of CHANGELOG.md is empty")]
    public void Pack_changelog_that_does_not_describe_the_version_is_refused(string old, string now, string message)
    {
        using var module = new SampleModule();
        string changelog = File.ReadAllText(Path.Combine(module.Folder, "CHANGELOG.md"));
        module.Write("module/CHANGELOG.md", changelog.Replace(old, now, StringComparison.Ordinal));
        AssertRefused(module, message);
    }

    [Theory]
    [InlineData("'0.1.0'", "'0.2.0'", "CHANGELOG.md begins with 0.1.0, but the manifest says 0.2.0")]
    [InlineData("'Later.'", "'Later.'; Prerelease = 'beta'", "has a Prerelease label")]
    [InlineData("'Us'", "$env:USER", "line 6: CompanyName is not a constant, but $env:USER.")]
    [InlineData("'Us'", "'Us')", "The manifest, line 2: ")]
    [InlineData("'Us'", "@('Us')", "CompanyName is not a string")]
    [InlineData("'Get-Thing', 'Set-Thing'", "1, 2", "CmdletsToExport is not a list of strings")]
    [InlineData("CompanyName ", "Company ", "has no CompanyName")]
    [InlineData("PSData = ", "Data = ", "has no PSData")]
    [InlineData("# A comment.", "Get-Date", "must be one hashtable and nothing else")]
    [InlineData("Sample.Format.ps1xml", "Other.ps1xml", "The module has no Other.ps1xml")]
    [InlineData("Sample.Types.ps1xml", "Other.Types.ps1xml", "The module has no Other.Types.ps1xml")]
    public void Pack_manifest_that_is_not_complete_or_not_constant_is_refused(string old, string now, string message)
    {
        using var module = new SampleModule();
        module.Write("module/Sample.psd1", SampleModule.Manifest.Replace(old, now, StringComparison.Ordinal));
        AssertRefused(module, message);
    }

    [Fact]
    public void Pack_root_module_of_another_version_is_refused()
    {
        using var module = new SampleModule();
        System.Reflection.Assembly other = typeof(FactAttribute).Assembly;
        module.Write("module/Sample.dll", File.ReadAllBytes(other.Location));
        AssertRefused(module, $"Sample.dll has version {other.GetName().Version!.ToString(3)}");
    }

    [Fact]
    public void Pack_library_of_no_package_is_refused()
    {
        using var module = new SampleModule();
        module.Write("module/lib/Left.Over.dll", [0]);
        AssertRefused(module, "'lib/Left.Over.dll' comes from no restored package");
    }

    [Fact]
    public void Pack_library_that_differs_from_its_package_is_refused()
    {
        using var module = new SampleModule();
        module.Write("module/lib/Some.Library.dll", [9]);
        AssertRefused(module, "'lib/Some.Library.dll' is not the file of Some.Library/2.3.4");
    }

    [Theory]
    [InlineData("", "The licence of Some.Library/2.3.4 is not known")]
    [InlineData("<license type=\"expression\">GPL-3.0-only</license>", "The text of the licence GPL-3.0-only is not in")]
    public void Pack_library_with_an_unknown_licence_is_refused(string licence, string message)
    {
        using var module = new SampleModule();
        module.WriteNuspec(licence);
        AssertRefused(module, message);
    }

    [Fact]
    public void Pack_module_without_its_licence_is_refused()
    {
        using var module = new SampleModule();
        module.Delete("module/LICENSE");
        AssertRefused(module, "The module has no LICENSE.");
    }

    private static void AssertRefused(SampleModule module, string message)
    {
        Assert.Contains(message, Assert.Throws<PackException>(() => module.Pack()).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(module.OutFolder));
    }
}
