using System.Globalization;
using DeviceStatus.Pack;

if (args.Length is not (2 or 3) && !(args.Length == 4 && args[0] == "--sign"))
{
    Console.Error.WriteLine("usage: DeviceStatus.Pack <module folder> <package folder> [<project.assets.json of the module's project>]");
    Console.Error.WriteLine("       DeviceStatus.Pack --sign <package> <certificate.pfx> [<time stamp server>]");
    return 2;
}

try
{
    if (args[0] == "--sign")
    {
        if (args.Length < 3)
        {
            Console.Error.WriteLine("--sign needs the package and the certificate.");
            return 2;
        }

        Uri? server = null;
        if (args.Length == 4 && !Uri.TryCreate(args[3], UriKind.Absolute, out server))
        {
            Console.Error.WriteLine($"'{args[3]}' is not the web address of a time stamp server.");
            return 2;
        }

        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancellation.Cancel();
        };
        string? password = Environment.GetEnvironmentVariable("DEVICESTATUS_SIGN_PASSWORD");
        Console.WriteLine(await PackageSigner.SignAsync(args[1], args[2], password, server, cancellation.Token));
        return 0;
    }

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
