namespace DeviceStatus.Help;

/// <summary>An example. The mark controls the tests: "tenant" is not run, "errors" may write errors.</summary>
internal sealed record HelpExample(string Title, string Code, string Mark, string Remarks);
