using System.Management.Automation;
using DeviceStatus.Binding;
using DeviceStatus.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;
using DeviceStatus.Pipeline;

namespace DeviceStatus.Commands;

/// <summary>Works out which lists Get-DeviceStatus reads, over which connections and in which order.</summary>
internal sealed class ReadPlan
{
    private readonly PipelineCommand _command;
    private readonly IReadOnlyList<Connection>? _given;
    private readonly Lazy<IReadOnlyList<Connection>> _usual;
    private readonly IReadOnlyList<ResourceDescriptor> _kinds;
    private readonly bool _ofUsers;
    private readonly HashSet<(Connection Connection, string Kind, string Id)> _seen = [];
    private readonly List<ReadTarget> _targets = [];
    private readonly List<Coverage> _failedKinds = [];
    private readonly List<RunFailure> _failures = [];

    /// <summary>Starts a plan.</summary>
    /// <param name="command">The command, for errors and for waiting.</param>
    /// <param name="given">The connections that the command line names, or <see langword="null"/>.</param>
    /// <param name="usual">Finds the connections for what does not name one.</param>
    /// <param name="kinds">The kinds of policy that are wanted.</param>
    /// <param name="ofUsers">Whether the statuses of users are read.</param>
    internal ReadPlan(
        PipelineCommand command,
        IReadOnlyList<Connection>? given,
        Func<IReadOnlyList<Connection>> usual,
        IReadOnlyList<ResourceDescriptor> kinds,
        bool ofUsers)
    {
        _command = command;
        _given = given;
        _usual = new Lazy<IReadOnlyList<Connection>>(usual);
        _kinds = kinds;
        _ofUsers = ofUsers;
    }

    /// <summary>The lists: by connection, then by kind in the order of the schema, then as the policies are listed or were given.</summary>
    internal IReadOnlyList<ReadTarget> Targets
    {
        get
        {
            List<Connection> connections = [.. _targets.Select(target => target.Connection).Distinct()];
            return [.. _targets.OrderBy(target => connections.IndexOf(target.Connection)).ThenBy(OrderOfKind)];
        }
    }

    /// <summary>A record for each kind whose policies could not be listed.</summary>
    internal IReadOnlyList<Coverage> FailedKinds => _failedKinds;

    /// <summary>What the run has to remember: the kinds that could not be listed by the number of their list, what else was not found with 0.</summary>
    internal IReadOnlyList<RunFailure> Failures => _failures;

    /// <summary>Adds what was asked for; what cannot be found is an error.</summary>
    internal void Add(IReadOnlyList<PolicyReference> references, bool includeIosUpdate)
    {
        List<PolicyMatcher> matchers = [.. references.Select(reference => reference.Text).OfType<string>().Select(text => new PolicyMatcher(text))];
        if (references.Count == 0 || matchers.Count > 0)
        {
            AddListed(matchers);
        }

        foreach (PolicyReference reference in references.Where(reference => reference.Text is null))
        {
            AddObject(reference);
        }

        if (includeIosUpdate)
        {
            _usual.Value.ToList().ForEach(AddIosUpdate);
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

    private void AddListed(List<PolicyMatcher> matchers)
    {
        PolicyListing listing = PolicyListing.Read(_command, _usual.Value, _kinds);
        foreach ((Connection connection, ResourceDescriptor kind, GraphFailure failure) in listing.Failures)
        {
            string label = $"{kind.Noun} of '{connection.Name}'";
            _command.WriteError(ErrorRecords.Create(failure, null, label));
            string reason = $"The policies could not be listed: {failure.Message}";
            _failedKinds.Add(new Coverage(connection.Name, kind.Noun, null, null, 0, null, CoverageState.Failed, reason));
            _failures.Add(new RunFailure(_failedKinds.Count, null, nameof(CoverageState.Failed), failure.ErrorId, $"{label}: {failure.Message}"));
        }

        foreach ((Connection connection, StatusEntity policy) in listing.Policies)
        {
            // Every matcher looks, so that each knows whether it found something.
            if (matchers.Count == 0 || matchers.FindAll(matcher => matcher.Matches(policy)).Count > 0)
            {
                string? name = policy["displayName"] as string;
                AddPolicy(connection, policy.Resource.Noun, policy.Id!, name, PolicyRow.Create(policy, connection));
            }
        }

        foreach (PolicyMatcher matcher in matchers.Where(matcher => matcher.IsMissing))
        {
            Refuse(matcher.NotFound(listing.Failures.Count), "PolicyNotFound");
        }
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

    /// <summary>A policy is read over the connection that it came from, unless the command line names others.</summary>
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
            _targets.Add(new ReadTarget(connection, kind, GraphSchema.StatusesOf(policies, _ofUsers), id, name, input));
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
