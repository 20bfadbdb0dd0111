using System.Globalization;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Sandbox.Seed;

/// <summary>One status of the initial data, calculated from its index.</summary>
internal static class SeedStatus
{
    /// <summary>The value that the service sends if there is no grace period.</summary>
    internal const string Never = "9999-12-31T23:59:59.9999999Z";

    private const string SystemAccount = "System account";
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);

    private static readonly string[] FirstNames =
    [
        "Amara", "Bjorn", "Carla", "Deniz", "Elif", "Farid", "Grace", "Hiro", "Ines", "Jonas", "Kofi", "Lena", "Mateo", "Nadia", "Owen",
        "Priya",
    ];

    private static readonly string[] LastNames =
    [
        "Adler", "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Kowalski", "Lopez", "Mwangi",
    ];

    private static readonly string[] Phones = ["iPhone 13", "iPhone 14", "iPhone 15 Pro", "iPhone SE (3rd generation)"];
    private static readonly string[] Tablets = ["iPad (9th generation)", "iPad (10th generation)", "iPad Air (5th generation)"];
    private static readonly string[] OsVersions = ["17.5.1", "17.7", "18.1.1", "18.3.2", "18.5"];

    internal static List<KeyValuePair<int, object?>> Values(ResourceDescriptor resource, string? parentId, int place, SeedDay state) =>
    [
        .. resource.Properties.Select(
            (property, index) => new KeyValuePair<int, object?>(index, Value(resource, property, parentId, place, state))),
    ];

    /// <summary>The display name of a user of the initial data.</summary>
    internal static string UserName(int place) =>
        FirstNames[place % FirstNames.Length] + " " + LastNames[place % LastNames.Length];

    /// <summary>The user principal name of a user of the initial data.</summary>
    internal static string UserPrincipalName(int place) =>
        UserName(place).Replace(' ', '.').ToLowerInvariant() + "@contoso.com";

    internal static string DeviceName(int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsTablet(place) ? "IPAD" : "IPHONE")}-{place + 1:0000}");

    internal static string DeviceModel(int place) => IsTablet(place) ? Tablets[place % Tablets.Length] : Phones[place % Phones.Length];

    internal static string DeviceId(int place) => Guid("de000000", place);

    internal static string UserId(int place) => Guid("ee000000", place);

    internal static string OsVersion(int place) => OsVersions[place % OsVersions.Length];

    internal static string Date(int minutes, int ticks = 0) =>
        Start.AddMinutes(minutes).AddTicks(ticks).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The minutes from the first day to a day.</summary>
    private static int Minutes(int day) => (day - 1) * 24 * 60;

    private static bool IsTablet(int place) => place % 3 == 0;

    private static bool IsSystem(string? parentId, int place) => parentId is not null && place % 25 == 24;

    private static string Guid(string prefix, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-0000-4000-8000-{place + 1:x12}");

    private static object? Value(ResourceDescriptor resource, PropertyDescriptor property, string? parentId, int place, SeedDay state)
    {
        return property.Name switch
        {
            "id" => Id(resource, parentId, place),
            "installStatus" => state.InstallStatus,
            "osVersion" => OsVersion(place),
            "deviceId" => DeviceId(place),
            "userId" => UserId(place),
            "deviceDisplayName" => DeviceName(place),
            "userName" or "userDisplayName" => IsSystem(parentId, place) ? SystemAccount : UserName(place),
            "userPrincipalName" => IsSystem(parentId, place) ? SystemAccount : UserPrincipalName(place),
            "deviceModel" => IsSystem(parentId, place) ? null : DeviceModel(place),
            "platform" => IsTablet(place) ? 9 : 8,
            "devicesCount" => 1 + (place % 3),
            "complianceGracePeriodExpirationDateTime" =>
                state.Status == "nonCompliant" ? Date(20160 + Minutes(state.StatusDay) + (place * 61)) : Never,
            "status" => state.Status,
            "lastReportedDateTime" => Date(Minutes(state.ReportDay) + (place * 37), place * 61_441 % 10_000_000),
            _ => property.Type switch
            {
                _ when property.IsNullable => null,
                PropertyType.Number => place,
                PropertyType.Timestamp => Date(place * 37),
                PropertyType.Enum => property.Enum!.Members[place % property.Enum.Members.Count].Name,
                _ => string.Empty,
            },
        };
    }

    private static string Id(ResourceDescriptor resource, string? parentId, int place)
    {
        if (resource == GraphSchema.DeviceConfigurationDeviceStatus)
        {
            return $"{UserId(place)}_{parentId}_{DeviceId(place)}";
        }

        // The first digits identify the kind and the policy: c2000001 is a device status of the first compliance policy.
        char kind = resource.EntityType.Contains("User", StringComparison.Ordinal) ? '3' : '2';
        return Guid(parentId is null ? $"5{kind}000000" : $"{parentId[0]}{kind}00000{parentId[^1]}", place);
    }
}
