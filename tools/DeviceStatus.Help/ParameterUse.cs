namespace DeviceStatus.Help;

/// <summary>The attributes of a parameter in one parameter set.</summary>
internal sealed record ParameterUse(string Set, bool IsMandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    internal const string AllSets = "__AllParameterSets";

    internal string PositionText =>
        Position is { } position ? position.ToString(System.Globalization.CultureInfo.InvariantCulture) : "Named";

    internal string PipelineText => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
