using DeviceStatus.Graph.Identity;

namespace DeviceStatus.Graph.Tests.Identity;

public sealed class PersonCheckTests
{
    private static readonly SessionFacts Person = new() { HostName = "ConsoleHost" };

    public static TheoryData<string, string> Absences => new()
    {
        { nameof(SessionFacts.IsNonInteractive), "PowerShell was started with -NonInteractive" },
        { nameof(SessionFacts.IsInputRedirected), "the input of this process is redirected" },
        { nameof(SessionFacts.IsContinuousIntegration), "the environment variable CI says that this is a job" },
    };

    public static TheoryData<string, string> ReasonsAgainstABrowser => new()
    {
        { nameof(SessionFacts.HasDesktop), "there is no display (DISPLAY and WAYLAND_DISPLAY are empty)" },
        { nameof(SessionFacts.IsUserInteractive), "this process may not show windows" },
        { nameof(SessionFacts.HostName), "the host 'ServerRemoteHost' has no desktop" },
    };

    [Theory]
    [InlineData(SignInMethod.Interactive)]
    [InlineData(SignInMethod.DeviceCode)]
    public void Refusal_of_a_session_with_a_person_is_null(SignInMethod method) => Assert.Null(PersonCheck.Refusal(method, Person));

    [Theory]
    [MemberData(nameof(Absences))]
    public void Refusal_session_without_a_person_names_the_reason_and_other_methods(string fact, string reason)
    {
        foreach (SignInMethod method in new[] { SignInMethod.Interactive, SignInMethod.DeviceCode })
        {
            Assert.StartsWith(
                $"A person cannot sign in here: {reason}. Use a sign-in without a person: -Identity, ",
                PersonCheck.Refusal(method, With(fact)),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(ReasonsAgainstABrowser))]
    public void Refusal_without_a_browser_names_the_device_code(string fact, string reason)
    {
        Assert.StartsWith(
            $"No browser can be opened here: {reason}. Sign in with a code on another device (-UseDeviceCode).",
            PersonCheck.Refusal(SignInMethod.Interactive, With(fact)),
            StringComparison.Ordinal);
        Assert.Null(PersonCheck.Refusal(SignInMethod.DeviceCode, With(fact)));
    }

    [Fact]
    public void Refusal_of_an_application_is_always_null()
    {
        SessionFacts nobody = new()
        {
            HostName = "ServerRemoteHost",
            IsNonInteractive = true,
            IsInputRedirected = true,
            IsContinuousIntegration = true,
            HasDesktop = false,
        };
        foreach (SignInMethod method in Enum.GetValues<SignInMethod>().Except([SignInMethod.Interactive, SignInMethod.DeviceCode]))
        {
            Assert.Null(PersonCheck.Refusal(method, nobody));
        }
    }

    [Fact]
    public void Refusal_of_redirected_input_is_for_the_console_only()
    {
        // The server of a remote session speaks to its client over its standard input.
        Assert.Null(
            PersonCheck.Refusal(SignInMethod.DeviceCode, new SessionFacts { HostName = "ServerRemoteHost", IsInputRedirected = true }));
    }

    private static SessionFacts With(string fact) => fact switch
    {
        nameof(SessionFacts.IsNonInteractive) => Person with { IsNonInteractive = true },
        nameof(SessionFacts.IsInputRedirected) => Person with { IsInputRedirected = true },
        nameof(SessionFacts.IsContinuousIntegration) => Person with { IsContinuousIntegration = true },
        nameof(SessionFacts.HasDesktop) => Person with { HasDesktop = false },
        nameof(SessionFacts.IsUserInteractive) => Person with { IsUserInteractive = false },
        _ => Person with { HostName = "ServerRemoteHost" },
    };
}
