namespace DeviceStatus.Sandbox;

/// <summary>The response to a successful PATCH. The documentation specifies 200, the live service often responds with 204.</summary>
public enum UpdateResponse
{
    /// <summary>200 with the updated object, as documented.</summary>
    Entity,

    /// <summary>204 without a body.</summary>
    NoContent,
}
