using System.Management.Automation;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>The base of the tests that use the server: it is reset and connected to before each test.</summary>
public abstract class ModuleTests
{
    /// <summary>The first iOS update status of the server.</summary>
    protected const string IosId = "52000000-0000-4000-8000-000000000001";

    /// <summary>The first device configuration of the server.</summary>
    protected const string Configuration = "d1000000-0000-4000-8000-000000000001";

    /// <summary>The path of the iOS update statuses.</summary>
    protected const string IosPath = "/v1.0/deviceManagement/iosUpdateStatuses";

    /// <summary>How the body of an iOS update status begins.</summary>
    protected const string IosType = "\"@odata.type\":\"#microsoft.graph.iosUpdateDeviceStatus\"";

    /// <summary>Resets server and session.</summary>
    /// <param name="fixture">The server and the session.</param>
    protected ModuleTests(ModuleFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        Server = fixture.Server;
        Session = fixture.Session;
        fixture.Reset();
    }

    /// <summary>The server.</summary>
    protected GraphServer Server { get; }

    /// <summary>The session, connected to the server.</summary>
    protected PowerShellSession Session { get; }

    /// <summary>Runs a script in the session.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments, <c>$args</c>.</param>
    /// <returns>What it wrote.</returns>
    protected PipelineResult Run(string script, params object?[] arguments) => Session.Invoke(script, arguments);

    /// <summary>Runs a script in the session that pipes <c>$rows</c>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments, <c>$args</c>.</param>
    /// <returns>What it wrote.</returns>
    protected PipelineResult RunRows(IReadOnlyList<PSObject> rows, string script, params object?[] arguments)
    {
        Session.SetVariable("rows", rows);
        return Session.Invoke(script, arguments);
    }

    /// <summary>A row as Import-Csv makes it: each cell is a text.</summary>
    /// <param name="cells">The cells, as <c>Column=text</c>.</param>
    /// <returns>The row.</returns>
    protected static PSObject Row(params string[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        PSObject row = new();
        foreach (string cell in cells)
        {
            int end = cell.IndexOf('=', StringComparison.Ordinal);
            row.Properties.Add(new PSNoteProperty(cell[..end], cell[(end + 1)..]));
        }

        return row;
    }

    /// <summary>Rows with numbered users.</summary>
    /// <param name="osVersion">The OS version of each row, by which they are found again.</param>
    /// <param name="count">The number of rows.</param>
    /// <returns>The rows.</returns>
    protected static IReadOnlyList<PSObject> NewRows(string osVersion, int count) =>
        [.. Enumerable.Range(1, count).Select(number => Row("OsVersion=" + osVersion, $"UserName=user {number}"))];

    /// <summary>The users of the iOS update statuses that have this OS version, in the order of the service.</summary>
    /// <param name="osVersion">The OS version.</param>
    /// <returns>The names of the users.</returns>
    protected IReadOnlyList<string> CreatedUsers(string osVersion) =>
        Run("Get-IosUpdateDeviceStatus -Filter \"osVersion eq '$($args[0])'\"", osVersion).Succeeded().Values("UserName");

    /// <summary>Figures of the latest run, such as "Rows Done".</summary>
    /// <param name="names">The names of the figures.</param>
    /// <returns>The figures, separated by spaces.</returns>
    protected string LastRun(string names) =>
        Run("$run = Get-DeviceStatusRun -Last; ($args[0] -split ' ').ForEach({ $run.$_ }) -join ' '", names).Text;

    /// <summary>The id of the nth iOS update status of the server.</summary>
    /// <param name="number">The number, from 1.</param>
    /// <returns>The id.</returns>
    protected static string Ios(int number) => $"52000000-0000-4000-8000-{number:x12}";
}
