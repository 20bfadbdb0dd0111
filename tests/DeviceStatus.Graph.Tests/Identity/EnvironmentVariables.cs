namespace DeviceStatus.Graph.Tests.Identity;

/// <summary>Tests that set environment variables, which the whole process shares: never beside another test.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentVariables
{
    internal const string Name = "environment variables";
}
