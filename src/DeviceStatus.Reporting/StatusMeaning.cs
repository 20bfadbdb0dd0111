namespace DeviceStatus.Reporting;

/// <summary>What a status means to somebody who must act on it. The order is the order of urgency.</summary>
public enum StatusMeaning
{
    /// <summary>Nothing can be said, or nothing applies. Grey.</summary>
    Unknown = 0,

    /// <summary>As it should be. Green.</summary>
    Good = 1,

    /// <summary>On the way, waiting, or contradictory. Amber.</summary>
    Pending = 2,

    /// <summary>Failed, or against the policy. Red.</summary>
    Bad = 3,
}
