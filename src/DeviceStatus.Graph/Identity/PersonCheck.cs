namespace DeviceStatus.Graph.Identity;

/// <summary>Refuses the sign-in of a person in a session without one, so that a job ends at once instead of waiting.</summary>
internal static class PersonCheck
{
    private const string Instead =
        "Use a sign-in without a person: -Identity, -WorkloadIdentity, -CertificateThumbprint or -CertificatePath, "
            + "-ClientSecretCredential, "
        + "-EnvironmentVariable, -UseAzureLogin or -AccessToken.";

    /// <summary>Why a person cannot sign in.</summary>
    /// <param name="method">How the connection signs in.</param>
    /// <param name="session">The session.</param>
    /// <returns>The reason and what to use instead; <see langword="null"/> when a person can sign in.</returns>
    internal static string? Refusal(SignInMethod method, SessionFacts session)
    {
        if (method is not (SignInMethod.Interactive or SignInMethod.DeviceCode))
        {
            return null;
        }

        if (Absence(session) is { } absence)
        {
            return $"A person cannot sign in here: {absence}. {Instead}";
        }

        if (method == SignInMethod.DeviceCode)
        {
            return null;
        }

        string? without = !session.HasDesktop ? "there is no display (DISPLAY and WAYLAND_DISPLAY are empty)"
            : !session.IsUserInteractive ? "this process may not show windows"
            : session.IsHostWithoutPerson ? $"the host '{session.HostName}' has no desktop"
            : null;
        return without is null
            ? null
            : $"No browser can be opened here: {without}. Sign in with a code on another device (-UseDeviceCode). {Instead}";
    }

    private static string? Absence(SessionFacts session) =>
        session.IsNonInteractive ? "PowerShell was started with -NonInteractive"
        : session.IsContinuousIntegration ? "the environment variable CI says that this is a job"
        : session.IsInputRedirected && string.Equals(session.HostName, "ConsoleHost", StringComparison.OrdinalIgnoreCase)
            ? "the input of this process is redirected"
        : null;
}
