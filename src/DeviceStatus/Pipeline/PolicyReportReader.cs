using DeviceStatus.Graph.Filtering;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>Reads the device statuses of policies from reports, one policy after the other, for the cmdlet of a noun.</summary>
internal sealed class PolicyReportReader : IDisposable
{
    private readonly PipelineCommand _command;
    private readonly ResourceDescriptor _resource;
    private StatusReportRun? _run;
    private bool _warnedOfNumbers;

    internal PolicyReportReader(PipelineCommand command, ResourceDescriptor resource)
    {
        _command = command;
        _resource = resource;
    }

    /// <summary>The OData expression for the rows. It is applied here, because reports have another filter syntax.</summary>
    internal string? Filter { get; init; }

    /// <summary>The maximum number of rows of each policy.</summary>
    internal int? Top { get; init; }

    /// <summary>The properties to output, or <see langword="null"/> for all.</summary>
    internal string[]? Properties { get; init; }

    /// <summary>Reads a policy, and writes objects and errors to the pipeline.</summary>
    internal void Read(Connection connection, string policyId, object? input)
    {
        FilterVerifier? verifier = FilterVerifier.Create(_resource, Filter, out string? isUnchecked);
        if (isUnchecked is not null)
        {
            GraphFailure unsupported = new(
                GraphErrorId.InvalidRow,
                $"-Filter \"{Filter}\" cannot be checked by this module, and a report does not support it.");
            _command.WriteError(ErrorRecords.Create(unsupported, input, connection));
            return;
        }

        ListFilter? filter = verifier is null && Top is null ? null : new ListFilter(verifier, Top, null);
        ReadTarget target = new(connection, _resource.Parent!.Noun, _resource, policyId, null, input) { IsReport = true };
        _run = new StatusReportRun(_command, connection, StatusReport.Of(_resource.Parent)!, [target]);
        _run.Start();
        _run.Read((_, row) => Take(connection, row, policyId, filter));
        _run.Dispose();
        if (_run.Failure is { } failure)
        {
            _command.WriteError(ErrorRecords.Create(failure, input ?? policyId, connection));
        }

        _run = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _run?.Dispose();

    private bool Take(Connection connection, ReportRow row, string policyId, ListFilter? filter)
    {
        if (!_warnedOfNumbers && !ReportStatusConverter.HasStatusText(row))
        {
            _warnedOfNumbers = true;
            _command.WriteWarning("The report has the status of some rows only as a number, whose meaning is not documented. "
                + "Their Status is 'unknown', and PolicyStatus has the number.");
        }

        StatusEntity entity = ReportStatusConverter.Convert(row, _resource, policyId);
        if (filter is null || filter.Apply([entity]).Count > 0)
        {
            _command.WriteObject(StatusObject.Create(Properties is null ? entity : entity.Select(Properties), connection.Name));
        }

        return filter is not { IsComplete: true };
    }
}
