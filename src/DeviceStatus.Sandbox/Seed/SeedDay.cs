namespace DeviceStatus.Sandbox.Seed;

/// <summary>
/// The status of one device for one policy on a day. The first day is fixed. On each later day some devices fail, recover, are removed or
/// added, and most report again. The same day gives the same data in every sandbox.
/// </summary>
/// <param name="IsPresent">Whether the device has a status on the day.</param>
/// <param name="Status">Its compliance status.</param>
/// <param name="InstallStatus">The install status, for an iOS update.</param>
/// <param name="StatusDay">The day since which it has that status, from 1.</param>
/// <param name="ReportDay">The day on which it reported last, from 1.</param>
internal readonly record struct SeedDay(bool IsPresent, string Status, string InstallStatus, int StatusDay, int ReportDay)
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    private static readonly string[] Statuses =
    [
        "compliant", "compliant", "compliant", "nonCompliant", "compliant", "compliant", "remediated", "compliant", "error", "compliant",
        "notApplicable", "compliant", "nonCompliant", "compliant", "compliant", "conflict", "compliant", "notAssigned", "compliant",
        "unknown",
    ];

    private static readonly string[] InstallStatuses =
    [
        "success", "success", "available", "success", "installing", "success", "downloading", "success", "idle", "downloadFailed",
        "success",
        "installFailed", "success", "installInsufficientSpace", "success", "downloadInsufficientPower",
        "deviceOsHigherThanDesiredOsVersion",
    ];

    private static readonly string[] Failures = ["nonCompliant", "error", "conflict"];

    /// <summary>The number of indexes of a list up to a day: those of the first day, and about one new device in forty each day.</summary>
    internal static int Count(int first, int day) => first + ((day - 1) * NewEachDay(first));

    /// <summary>Calculates the status of a device.</summary>
    /// <param name="parentId">The policy.</param>
    /// <param name="place">The index of the device in the list.</param>
    /// <param name="shift">The offset of the policy in the sequence of statuses.</param>
    /// <param name="first">The number of devices in the list on the first day.</param>
    /// <param name="day">The day, from 1.</param>
    internal static SeedDay Of(string? parentId, int place, int shift, int first, int day)
    {
        int added = place < first ? 1 : 2 + ((place - first) / NewEachDay(first));
        SeedDay state = new(
            IsPresent: true, Statuses[(place + shift) % Statuses.Length], InstallStatuses[place % InstallStatuses.Length], added, added);
        for (int today = added + 1; today <= day && state.IsPresent; today++)
        {
            state = state.Next(Roll(parentId, place, today), today);
        }

        return state;
    }

    private static int NewEachDay(int first) => Math.Max(1, first / 40);

    private SeedDay Next(uint roll, int today)
    {
        if (roll % 100 < 2)
        {
            return this with { IsPresent = false };
        }

        if (roll % 100 < 20)
        {
            // The device was not switched on, so its status is unchanged.
            return this;
        }

        bool isBad = Array.IndexOf(Failures, Status) >= 0;
        bool changes = roll / 100 % 100 < (isBad ? 30 : 4) && (isBad || Status is "compliant" or "remediated");
        return this with
        {
            Status = !changes ? Status : isBad ? "compliant" : Failures[roll / 10_000 % Failures.Length],
            StatusDay = changes ? today : StatusDay,
            InstallStatus = roll / 100 % 2 == 0 ? InstallStatus : Later(InstallStatus),
            ReportDay = today,
        };
    }

    private static string Later(string installStatus) => installStatus switch
    {
        "available" or "idle" => "downloading",
        "downloading" => "installing",
        "installing" => "success",
        "downloadFailed" => "downloading",
        _ => installStatus,
    };

    private static uint Roll(string? parentId, int place, int today)
    {
        uint hash = FnvOffset;
        foreach (char letter in parentId ?? string.Empty)
        {
            hash = (hash ^ letter) * FnvPrime;
        }

        hash = (hash ^ (uint)place) * FnvPrime;
        hash = (hash ^ (uint)today) * FnvPrime;

        // FNV gives similar low digits for similar inputs, and only the low digits are used.
        hash ^= hash >> 15;
        hash *= 0x85EBCA6B;
        return hash ^ (hash >> 13);
    }
}
