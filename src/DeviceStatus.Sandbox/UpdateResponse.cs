namespace DeviceStatus.Sandbox;

/// <summary>What a successful PATCH answers. The documentation says the one, the live service often does the other.</summary>
public enum UpdateResponse
{
    /// <summary>200 with the updated object, as documented.</summary>
    Entity,

    /// <summary>204 without a body.</summary>
    NoContent,
}
