namespace DeviceStatus.Binding;

/// <summary>
/// Stores whether PowerShell is binding a row of the pipeline. The transformations of parameters then accept every value and store none.
/// The command reads the row itself, so that a row with a wrong or missing value still reaches it and is reported with its number.
/// </summary>
/// <remarks>
/// PowerShell binds InputObject first, because it is declared in a base class: its setter begins the binding of the row, and ProcessRecord
/// ends it. Attributes are shared by all instances of a command and know neither the command nor the source of a value.
/// </remarks>
internal static class RowBinding
{
    [ThreadStatic]
    private static bool _isActive;

    /// <summary>The value of mandatory ids while a row is bound.</summary>
    internal static string[] Placeholder { get; } = ["(the row)"];

    internal static bool IsActive => _isActive;

    internal static void Begin() => _isActive = true;

    internal static void End() => _isActive = false;
}
