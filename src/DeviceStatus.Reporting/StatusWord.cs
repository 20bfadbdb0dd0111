namespace DeviceStatus.Reporting;

/// <summary>The display text of a status, an install status or an outcome.</summary>
/// <param name="Value">The value in the data.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Label">A short display name.</param>
/// <param name="Why">A sentence that explains the value.</param>
internal sealed record StatusWord(string Value, StatusMeaning Meaning, string Label, string Why)
{
    internal const string NoSchema = "The service returned a status that is not documented.";

    private static readonly Dictionary<string, StatusWord> ByValue = new StatusWord[]
    {
        new("compliant", StatusMeaning.Good, "Compliant", "The device meets the policy."),
        new("remediated", StatusMeaning.Good, "Remediated", "The device was brought back to the policy."),
        new("nonCompliant", StatusMeaning.Bad, "Non-compliant", "The device does not meet the policy."),
        new("error", StatusMeaning.Bad, "Error", "The policy could not be applied."),
        new("conflict", StatusMeaning.Pending, "Conflict", "Another policy sets the same setting to another value."),
        new("notApplicable", StatusMeaning.Unknown, "Not applicable", "The policy does not apply to the device."),
        new("notAssigned", StatusMeaning.Unknown, "Not assigned", "The policy is not assigned to the device."),
        new("unknown", StatusMeaning.Unknown, "Unknown", "Nothing is known yet."),
        new("success", StatusMeaning.Good, "Installed", "The update is installed."),
        new("deviceOsHigherThanDesiredOsVersion", StatusMeaning.Good, "Newer than wanted", "The device already runs a newer version."),
        new("available", StatusMeaning.Pending, "Available", "The update is offered and not yet begun."),
        new("idle", StatusMeaning.Pending, "Idle", "The update waits."),
        new("downloading", StatusMeaning.Pending, "Downloading", "The update is being downloaded."),
        new("downloadRequiresComputer", StatusMeaning.Pending, "Needs a computer", "The update can only be downloaded with a computer."),
        new("downloadInsufficientPower", StatusMeaning.Pending, "Low battery (download)", "The battery is too low to download the update."),
        new("downloadInsufficientNetwork", StatusMeaning.Pending, "Weak network", "The network is too weak to download the update."),
        new("installing", StatusMeaning.Pending, "Installing", "The update is being installed."),
        new("installInsufficientPower", StatusMeaning.Pending, "Low battery (install)", "The battery is too low to install the update."),
        new("installPhoneCallInProgress", StatusMeaning.Pending, "Phone call in progress", "The update waits for a phone call to end."),
        new("downloadFailed", StatusMeaning.Bad, "Download failed", "The update could not be downloaded."),
        new(
            "downloadInsufficientSpace", StatusMeaning.Bad, "No space (download)",
            "The device has too little free space to download the update."),
        new(
            "installInsufficientSpace", StatusMeaning.Bad, "No space (install)",
            "The device has too little free space to install the update."),
        new("installFailed", StatusMeaning.Bad, "Install failed", "The update could not be installed."),
        new("notSupportedOperation", StatusMeaning.Bad, "Not supported", "The device does not support the update."),
        new("sharedDeviceUserLoggedInError", StatusMeaning.Bad, "Shared device in use", "A user was signed in on the shared device."),
        new("updateError", StatusMeaning.Bad, "Update error", "The update ended with an error."),
        new("updateScanFailed", StatusMeaning.Bad, "Scan failed", "The device could not look for updates."),
        new("timeout", StatusMeaning.Bad, "Timed out", "The device did not respond in time."),
        new("mdmClientCrashed", StatusMeaning.Bad, "Management client crashed", "The management client of the device crashed."),
        new("Done", StatusMeaning.Good, "Done", "The row was carried out."),
        new("Skipped", StatusMeaning.Unknown, "Skipped", "The row was already done in an earlier run."),
        new("NotSent", StatusMeaning.Pending, "Not sent", "The run ended before this row was sent."),
        new("Failed", StatusMeaning.Bad, "Failed", "The request or the policy failed."),
        new("pending", StatusMeaning.Pending, "Pending", "The device has not reported yet."),
        new(
            "inGracePeriod", StatusMeaning.Pending, "In grace period",
            "The device does not meet the policy, and its grace period has not ended."),
        new("notEvaluated", StatusMeaning.Unknown, "Not evaluated", "The device has not evaluated the policy yet."),
    }.ToDictionary(word => word.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the Intune portal that differ from the names of Microsoft Graph in more than spaces and case.</summary>
    private static readonly Dictionary<string, string> PortalWords = new(StringComparer.Ordinal)
    {
        ["notcompliant"] = "nonCompliant",
        ["succeeded"] = "compliant",
        ["installed"] = "success",
    };

    private static readonly Dictionary<string, StatusWord> ByLetters = ByValue.Values.ToDictionary(
        word => Letters(word.Value), StringComparer.Ordinal);

    /// <summary>
    /// Finds the display text of a value of Microsoft Graph or of the Intune portal, without regard to case, spaces and hyphens. An unknown
    /// value has no meaning and is its own label.
    /// </summary>
    /// <param name="value">The value of a status, an install status or an outcome.</param>
    /// <returns>The display text.</returns>
    internal static StatusWord Of(string value) =>
        ByValue.GetValueOrDefault(value) ?? OfPortal(Letters(value))
        ?? new StatusWord(value, StatusMeaning.Unknown, value, NoSchema);

    /// <summary>The value in the spelling of Microsoft Graph. Blank text means no value.</summary>
    /// <param name="value">The value from the data.</param>
    /// <returns>The name of the schema where there is one, else the value; <see langword="null"/> for none.</returns>
    internal static string? Canonical(string? value) => string.IsNullOrWhiteSpace(value) ? null : Of(value.Trim()).Value;

    /// <summary>Whether a status needs action: it failed, or two policies are in conflict.</summary>
    internal static bool IsFailing(string? value) =>
        !string.IsNullOrEmpty(value) && Of(value) is var word && (word.Meaning == StatusMeaning.Bad || word.Value == "conflict");

    /// <summary>The meaning of a row: its outcome in a run, otherwise the more urgent of its two statuses.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The meaning.</returns>
    internal static StatusMeaning Of(ReportRow row)
    {
        if (!string.IsNullOrEmpty(row.Outcome))
        {
            return Of(row.Outcome).Meaning;
        }

        StatusMeaning status = string.IsNullOrEmpty(row.Status) ? StatusMeaning.Unknown : Of(row.Status).Meaning;
        StatusMeaning install = string.IsNullOrEmpty(row.InstallStatus) ? StatusMeaning.Unknown : Of(row.InstallStatus).Meaning;
        return status > install ? status : install;
    }

    private static StatusWord? OfPortal(string letters) =>
        PortalWords.TryGetValue(letters, out string? value) ? ByValue[value] : ByLetters.GetValueOrDefault(letters);

    private static string Letters(string value) =>
        string.Concat(value.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));
}
