using System.Text;
using DeviceStatus.Module.Tests.Harness;

namespace DeviceStatus.Module.Tests;

/// <summary>Connections to one app and tenant share one pace, one after another and side by side.</summary>
public sealed class SharedPaceTests(ModuleFixture fixture) : ModuleTests(fixture)
{
    private const string Variable = "DEVICESTATUS_PACE_PATH";
    private const string Connect =
        "$null = Connect-DeviceStatus -GraphEndpoint $args[0] -WriteLimit 10 "
        + "-AccessToken ([System.Net.NetworkCredential]::new('', $args[1]).SecurePassword) -Name ";
    private const string Write =
        "1..5 | ForEach-Object { [pscustomobject]@{ UserName = $_ } } | "
        + "New-IosUpdateDeviceStatus -TimeBudget 0.5 -ErrorAction SilentlyContinue -Connection ";

    [Fact]
    public void Connection_opened_after_another_shares_its_pace()
    {
        string folder = Path.Combine(Path.GetTempPath(), "pace-" + Guid.NewGuid().ToString("N"));
        string? before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, folder);
        try
        {
            string token = Token(Guid.NewGuid());
            Run(Connect + "One", Server.Url, token).Succeeded();
            Run(Connect + "Two", Server.Url, token).Succeeded();
            Assert.Equal(5, Run(Write + "One").Output.Count);
            Assert.Equal(5, Run(Write + "Two").Output.Count);
            Run("Disconnect-DeviceStatus -Connection One; Disconnect-DeviceStatus -Connection Two").Succeeded();

            Run(Connect + "Three", Server.Url, token).Succeeded();
            Assert.Empty(Run(Write + "Three").Output);

            Run(Connect + "Other", Server.Url, Token(Guid.NewGuid())).Succeeded();
            Assert.Equal(5, Run(Write + "Other").Output.Count);
            Assert.Equal(2, Directory.GetFiles(folder).Length);
            Assert.DoesNotContain(Directory.GetFiles(folder), file => File.ReadAllText(file).Contains(token, StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>A token without a signature, of an app of its own.</summary>
    private static string Token(Guid app)
    {
        string claims = $$"""{"aud":"https://example.org","tid":"11111111-0000-4000-8000-000000000001","appid":"{{app}}"}""";
        return $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Encode(claims)}.none";
    }

    private static string Encode(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
