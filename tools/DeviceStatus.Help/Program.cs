using DeviceStatus.Help;

const string Usage = """
    DeviceStatus.Help docs [folder]   writes a page for each cmdlet, and row-schema.md; the folder is docs/ unless given
    DeviceStatus.Help maml <folder>   writes what Get-Help reads: the MAML of the pages, and the about topics
    """;

if (args is not (["docs"] or ["docs", _] or ["maml", _]))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

try
{
    string root = FindRoot();
    string folder = Path.GetFullPath(args.ElementAtOrDefault(1) ?? Path.Combine(root, "docs"));
    string texts = Path.Combine(root, "tools", "DeviceStatus.Help", "Text");
    HelpPageBuilder builder = new(texts);
    HelpPage[] pages = [.. CommandReader.ReadAll().Select(builder.Page)];
    Directory.CreateDirectory(folder);
    if (args[0] == "docs")
    {
        foreach (HelpPage page in pages)
        {
            File.WriteAllText(Path.Combine(folder, page.Command.Name + ".md"), MarkdownWriter.Write(page));
        }

        File.WriteAllText(Path.Combine(folder, RowSchemaWriter.PageName), RowSchemaWriter.Write(texts));
    }
    else
    {
        File.WriteAllText(Path.Combine(folder, MarkdownWriter.HelpFile), MamlWriter.Write(pages));
        foreach (string topic in Directory.EnumerateFiles(Path.Combine(root, "en-US"), "about_*.help.txt"))
        {
            File.Copy(topic, Path.Combine(folder, Path.GetFileName(topic)), overwrite: true);
        }
    }

    Console.WriteLine($"{pages.Length} cmdlets, in {folder}");
    return 0;
}
catch (Exception exception) when (exception is FormatException or IOException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

// The texts are in the repository, above the folder of this program and above the current folder.
static string FindRoot()
{
    for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "DeviceStatus.psd1")) && Directory.Exists(Path.Combine(folder.FullName, "tools")))
        {
            return folder.FullName;
        }
    }

    throw new IOException("The repository was not found above " + AppContext.BaseDirectory);
}
