namespace DeviceStatus;

/// <summary>The properties of the objects of Get-DeviceStatusPolicy, for completion after a pipe and for the help.</summary>
public sealed class Policy
{
    private Policy()
    {
    }

    /// <summary>Id of the policy.</summary>
    public string? Id { get; }

    /// <summary>Name of the policy.</summary>
    public string? DisplayName { get; }

    /// <summary>
    /// DeviceConfiguration, DeviceCompliancePolicy, MobileAppConfiguration, IosLobAppProvisioningConfiguration or ConfigurationPolicy.
    /// </summary>
    public string? Kind { get; }

    /// <summary>Description of the policy.</summary>
    public string? Description { get; }

    /// <summary>When the policy was created.</summary>
    public DateTimeOffset? CreatedDateTime { get; }

    /// <summary>When the policy was last changed.</summary>
    public DateTimeOffset? LastModifiedDateTime { get; }

    /// <summary>Version of the policy; a policy of the settings catalog has none.</summary>
    public int? Version { get; }

    /// <summary>When the provisioning profile expires; only for IosLobAppProvisioningConfiguration.</summary>
    public DateTimeOffset? ExpirationDateTime { get; }

    /// <summary>File name of the provisioning profile; only for IosLobAppProvisioningConfiguration.</summary>
    public string? PayloadFileName { get; }

    /// <summary>The name of the connection over which the policy was read.</summary>
    public string? Connection { get; }

    /// <summary>The tenant of the connection, where it is known.</summary>
    public string? TenantId { get; }
}
