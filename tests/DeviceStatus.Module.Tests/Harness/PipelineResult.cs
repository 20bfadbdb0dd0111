using System.Management.Automation;

namespace DeviceStatus.Module.Tests.Harness;

/// <summary>What a script wrote to each of its streams.</summary>
public sealed class PipelineResult
{
    internal PipelineResult(IEnumerable<PSObject?> output, PSDataStreams streams, ErrorRecord? terminating)
    {
        Output = [.. output];
        Errors = terminating is null ? [.. streams.Error] : [.. streams.Error, terminating];
        Warnings = [.. streams.Warning.Select(record => record.Message)];
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Debug = [.. streams.Debug.Select(record => record.Message)];
        Information = [.. streams.Information.Select(record => record.MessageData.ToString() ?? string.Empty)];
        IsTerminated = terminating is not null;
    }

    /// <summary>The objects.</summary>
    public IReadOnlyList<PSObject?> Output { get; }

    /// <summary>The errors, the one that ended the script last.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>The ids of the errors without the name of the command.</summary>
    public IReadOnlyList<string> ErrorIds => [.. Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];

    /// <summary>The warnings.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The verbose messages.</summary>
    public IReadOnlyList<string> Verbose { get; }

    /// <summary>The debug messages.</summary>
    public IReadOnlyList<string> Debug { get; }

    /// <summary>The information messages, shown or not.</summary>
    public IReadOnlyList<string> Information { get; }

    /// <summary>Whether an error ended the script.</summary>
    public bool IsTerminated { get; }

    /// <summary>The objects as texts.</summary>
    public IReadOnlyList<string> Texts => [.. Output.Select(item => item?.ToString() ?? string.Empty)];

    /// <summary>The only object as text.</summary>
    public string Text => Assert.Single(Texts);

    /// <summary>The only error.</summary>
    public ErrorRecord Error => Assert.Single(Errors);

    /// <summary>A property of each object as text.</summary>
    /// <param name="name">The name of the property.</param>
    /// <returns>The values; empty where an object lacks it.</returns>
    public IReadOnlyList<string> Values(string name) =>
        [.. Output.Select(item => item?.Properties[name]?.Value?.ToString() ?? string.Empty)];

    /// <summary>Fails when the script wrote an error.</summary>
    /// <returns>This result.</returns>
    public PipelineResult Succeeded()
    {
        Assert.True(Errors.Count == 0, string.Join(Environment.NewLine, Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
        return this;
    }
}
