namespace DeviceStatus.Graph.Identity;

/// <summary>Explains the most common error codes of the identity platform.</summary>
internal static class SignInErrorCodes
{
    /// <summary>Explains a code.</summary>
    /// <returns>One or two sentences; <see langword="null"/> for a code whose own message is clear.</returns>
    internal static string? Explain(string code, SignInOptions options)
    {
        string tenant = string.IsNullOrEmpty(options.TenantId) ? "the tenant" : $"the tenant {options.TenantId}";
        string client = string.IsNullOrEmpty(options.ClientId) ? "the application" : $"the application {options.ClientId}";
        string? text = code switch
        {
            "AADSTS90002" or "AADSTS900023" or "AADSTS90072" =>
                $"There is no such tenant in the cloud {options.Cloud}, or the account is not in it: check {tenant}, and the cloud "
                    + "(-Environment).",
            "AADSTS700016" =>
                $"{Upper(client)} is not in {tenant}: check client id and tenant, and that the app registration is of the cloud "
                    + $"{options.Cloud}.",
            "AADSTS500011" => $"{Upper(tenant)} does not know Microsoft Graph of the cloud {options.Cloud}: check the tenant and "
                + "the cloud (-Environment).",
            "AADSTS65001" or "AADSTS65004" =>
                $"Consent is missing: an administrator of {tenant} must grant {client} the permissions (Get-DeviceStatusPermission "
                    + "lists them).",
            "AADSTS90094" => $"Consent of an administrator is needed: one of {tenant} must grant {client} the permissions.",
            "AADSTS7000222" => $"The client secret has expired: make a new one for {client} and connect with it.",
            "AADSTS7000215" => $"The client secret is wrong: use the secret's value, not its id, of {client}.",
            "AADSTS700027" => $"The certificate is not one of {client}, or its signature was refused: upload its public part to the "
                + "app registration.",
            "AADSTS700024" => "The signed assertion is not valid now: check the clock of this machine, or the age of the federated token.",
            "AADSTS70021" or "AADSTS700211" or "AADSTS700212" or "AADSTS700213" =>
                $"No federated credential of {client} matches the federated token: compare its issuer, subject and audience.",
            "AADSTS50076" or "AADSTS50079" or "AADSTS50158" =>
                "More proof is needed (multi-factor authentication): sign in interactively or with a device code, or as an application.",
            "AADSTS53003" or "AADSTS53000" or "AADSTS530003" =>
                "A conditional access policy blocks this sign-in: use a device and a place that it allows, or ask the administrator.",
            "AADSTS50105" => $"The account is not assigned to {client}: an administrator must assign it.",
            "AADSTS50126" => "The user name or the password is wrong.",
            "AADSTS50057" => "The account is disabled.",
            "AADSTS50034" or "AADSTS50020" => $"The account is not in {tenant}.",
            "AADSTS7000218" =>
                $"{Upper(client)} is not a public client: allow public client flows in its app registration, or sign in with a "
                    + "secret or a certificate.",
            "AADSTS50011" => $"{Upper(client)} lacks the redirect URI http://localhost for mobile and desktop applications: add it "
                + "to the app registration.",
            "AADSTS70043" or "AADSTS700082" or "AADSTS50173" => "The earlier sign-in has expired: sign in again.",
            "AADSTS7000112" => $"{Upper(client)} is disabled in {tenant}.",
            _ => null,
        };
        return text is null ? null : $"{text} ({code})";
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
