namespace DeviceStatus.Build;

/// <summary>Tests that one process runs.</summary>
/// <param name="Name">The name, which is also that of its report and its log.</param>
/// <param name="Program">The program that runs them.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record TestSuite(string Name, string Program, IReadOnlyList<string> Arguments);
