namespace DeviceStatus.Reporting;

/// <summary>The meaning of a status for an administrator, in order of urgency.</summary>
public enum StatusMeaning
{
    /// <summary>Unknown or not applicable. Grey.</summary>
    Unknown = 0,

    /// <summary>As required. Green.</summary>
    Good = 1,

    /// <summary>In progress, pending, or in conflict. Amber.</summary>
    Pending = 2,

    /// <summary>Failed, or against the policy. Red.</summary>
    Bad = 3,
}
