using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Determines which lists Get-DeviceStatus reads, over which connections and in which order.</summary>
internal sealed class ReadPlan : IReadPlan
{
    private readonly PipelineCommand _command;
    private readonly IReadOnlyList<Connection>? _given;
    private readonly Lazy<IReadOnlyList<Connection>> _usual;
    private readonly IReadOnlyList<ResourceDescriptor> _kinds;
    private readonly bool _ofUsers;
    private readonly HashSet<(Connection Connection, string Kind, string Id)> _seen = [];
    private readonly List<ReadTarget> _targets = [];
    private readonly List<RunFailure> _failures = [];
    private readonly List<PolicyMatcher> _matchers;

    /// <summary>Creates a plan.</summary>
    /// <param name="command">The command, for errors.</param>
    /// <param name="given">The connections of the command line, or <see langword="null"/>.</param>
    /// <param name="usual">Finds the connections for a policy without one.</param>
    /// <param name="kinds">The kinds of policy.</param>
    /// <param name="ofUsers">Whether the statuses of users are read.</param>
    /// <param name="references">The requested policies; none for all.</param>
    /// <param name="includeIosUpdate">Whether the statuses of iOS updates are read.</param>
    internal ReadPlan(
        PipelineCommand command,
        IReadOnlyList<Connection>? given,
        Func<IReadOnlyList<Connection>> usual,
        IReadOnlyList<ResourceDescriptor> kinds,
        bool ofUsers,
        IReadOnlyList<PolicyReference> references,
        bool includeIosUpdate)
    {
        _command = command;
        _given = given;
        _usual = new Lazy<IReadOnlyList<Connection>>(usual);
        _kinds = kinds;
        _ofUsers = ofUsers;
        _matchers = [.. references.Select(reference => reference.Text).OfType<string>().Select(text => new PolicyMatcher(text))];
        ListedConnections = references.Count == 0 || _matchers.Count > 0 ? _usual.Value : [];
        foreach (PolicyReference reference in references.Where(reference => reference.Text is null))
        {
            AddObject(reference);
        }

        if (includeIosUpdate)
        {
            _usual.Value.ToList().ForEach(AddIosUpdate);
        }

        Connections = [.. ListedConnections.Concat(_targets.Select(target => target.Connection)).Distinct()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Connection> ListedConnections { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Connection> Connections { get; }

    /// <summary>The failures of policies that were not found, with the row 0.</summary>
    public IReadOnlyList<RunFailure> Failures => _failures;

    /// <inheritdoc/>
    public IReadOnlyList<ReadTarget> TargetsOf(Connection connection) =>
        [.. _targets.Where(target => ReferenceEquals(target.Connection, connection)).OrderBy(OrderOfKind)];

    /// <summary>Writes an error for each requested policy that was not found, after every policy was listed.</summary>
    /// <param name="unlistedKinds">How many kinds of policy could not be listed.</param>
    public void End(int unlistedKinds)
    {
        foreach (PolicyMatcher matcher in _matchers.Where(matcher => matcher.IsMissing))
        {
            Refuse(matcher.NotFound(unlistedKinds), "PolicyNotFound");
        }
    }

    /// <inheritdoc/>
    public void Choose(ListedPolicies listed)
    {
        foreach (StatusEntity policy in listed.Policies)
        {
            // Every matcher is called, so that each knows whether it found something.
            if (_matchers.Count == 0 || _matchers.FindAll(matcher => matcher.Matches(policy)).Count > 0)
            {
                AddPolicy(
                    listed.Connection,
                    policy.Resource.Noun,
                    policy.Id!,
                    policy.DisplayName,
                    PolicyRow.Create(policy, listed.Connection));
            }
        }
    }

    private static int OrderOfKind(ReadTarget target)
    {
        IReadOnlyList<ResourceDescriptor> kinds = GraphSchema.Policies;
        int place = 0;
        while (place < kinds.Count && kinds[place].Noun != target.Kind)
        {
            place++;
        }

        return place;
    }

    private void AddObject(PolicyReference reference)
    {
        foreach (Connection connection in ConnectionsOf(reference))
        {
            if (reference.Kind == PolicyReference.IosUpdate)
            {
                AddIosUpdate(connection);
            }
            else if (_kinds.Any(kind => kind.Noun == reference.Kind))
            {
                AddPolicy(connection, reference.Kind!, reference.Id!, reference.Name, reference.Input);
            }
        }
    }

    /// <summary>A policy is read over its own connection, unless the command line names others.</summary>
    private IReadOnlyList<Connection> ConnectionsOf(PolicyReference reference)
    {
        if (reference.Connection is not { } name)
        {
            return _usual.Value;
        }

        Connection? own = (_given ?? ConnectionStore.All())
            .FirstOrDefault(connection => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase));
        if (own is not null)
        {
            return [own];
        }

        if (_given is not null)
        {
            return _given;
        }

        ErrorRecord error = ErrorRecords.Create(
            new InvalidOperationException(
                $"The policy '{reference.Name ?? reference.Id}' came from the connection '{name}', which is not open."),
            "NotConnected",
            reference.Input,
            null,
            "Connect again under that name, or name a connection with -Connection.");
        Refuse(error, "NotConnected");
        return [];
    }

    private void Refuse(ErrorRecord error, string errorId)
    {
        _command.WriteError(error);
        _failures.Add(new RunFailure(0, null, nameof(CoverageState.Failed), errorId, error.Exception.Message));
    }

    private void AddPolicy(Connection connection, string kind, string id, string? name, object input)
    {
        if (_seen.Add((connection, kind, id.ToUpperInvariant())))
        {
            ResourceDescriptor policies = GraphSchema.Policies.First(each => each.Noun == kind);
            _targets.Add(new ReadTarget(connection, kind, GraphSchema.StatusesOf(policies, ofUsers: _ofUsers), id, name, input));
        }
    }

    private void AddIosUpdate(Connection connection)
    {
        if (_seen.Add((connection, PolicyReference.IosUpdate, string.Empty)))
        {
            _targets.Add(new ReadTarget(connection, PolicyReference.IosUpdate, GraphSchema.IosUpdateDeviceStatus, null, null, null));
        }
    }
}
