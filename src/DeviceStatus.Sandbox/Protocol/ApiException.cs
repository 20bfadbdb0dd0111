namespace DeviceStatus.Sandbox.Protocol;

/// <summary>A refused call, with the content of the error response.</summary>
internal sealed class ApiException : Exception
{
    internal ApiException(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    internal int Status { get; }

    internal string Code { get; }

    /// <summary>Whether the message is a JSON document inside the message, as Intune sends it.</summary>
    internal bool IsNested { get; private init; }

    /// <summary>The value of <c>Allow</c> with 405.</summary>
    internal string? Allow { get; init; }

    /// <summary>A body or a query that the schema does not allow.</summary>
    internal static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>A body that Intune's own validation refuses.</summary>
    internal static ApiException Invalid(string message) => new(400, "BadRequest", message) { IsNested = true };
}
