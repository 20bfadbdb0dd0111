namespace DeviceStatus.Help;

/// <summary>An example. The mark says what the tests do with it: "tenant" is not run, "errors" may write errors.</summary>
internal sealed record HelpExample(string Title, string Code, string Mark, string Remarks);
