namespace DeviceStatus.Graph.Identity;

/// <summary>Checks the environment variables that make the identity libraries sign in at a regional host.</summary>
internal static class RegionVariables
{
    private const int MaxLength = 60;
    private static readonly string[] Names = ["AZURE_REGIONAL_AUTHORITY_NAME", "MSAL_FORCE_REGION"];

    /// <summary>Refuses a value that is no region, because it becomes the first part of the host that receives the secret.</summary>
    /// <exception cref="SignInException">A variable contains other characters than letters and digits.</exception>
    internal static void Check(SignInMethod method)
    {
        if (method is SignInMethod.ClientSecret or SignInMethod.Certificate
                or SignInMethod.WorkloadIdentity or SignInMethod.EnvironmentVariable
            && Array.Find(Names, name => !IsRegion(Environment.GetEnvironmentVariable(name))) is { } wrong)
        {
            throw new SignInException(
                $"The environment variable {wrong} is not the name of an Azure region such as westeurope: correct it, or clear it.");
        }
    }

    private static bool IsRegion(string? value) =>
        string.IsNullOrEmpty(value) || (value.Length <= MaxLength && value.All(char.IsAsciiLetterOrDigit));
}
