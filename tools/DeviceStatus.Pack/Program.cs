using System.Globalization;
using DeviceStatus.Pack;

if (args.Length is not (2 or 3))
{
    Console.Error.WriteLine("usage: DeviceStatus.Pack <module folder> <package folder> [<project.assets.json of the module's project>]");
    return 2;
}

try
{
    // The build writes the module and the result of the restore to the same folder.
    string assets = args.Length == 3 ? args[2] : Path.Combine(args[0], "..", "artifacts", "obj", "DeviceStatus", "project.assets.json");
    foreach (string path in Packer.Pack(args[0], args[1], assets))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length,12:N0}  {path}"));
    }

    return 0;
}
catch (PackException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
