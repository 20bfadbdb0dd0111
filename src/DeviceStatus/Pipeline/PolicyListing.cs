using DeviceStatus.Graph.Batching;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Output;

namespace DeviceStatus.Pipeline;

/// <summary>Lists the policies of connections. Each kind that cannot be listed is a separate failure.</summary>
internal sealed class PolicyListing
{
    private readonly IReadOnlyList<ResourceDescriptor> _kinds;
    private readonly bool _areKindsNamed;
    private readonly Action<ReadLane, ListedPolicies> _onListed;
    private readonly Dictionary<Connection, State> _states = [];

    /// <summary>Creates the listing.</summary>
    /// <param name="kinds">The kinds of policy, at least one.</param>
    /// <param name="areKindsNamed">Whether the user named the kinds. If not, a service may be without the settings catalog.</param>
    /// <param name="onListed">Receives the policies of a connection as soon as every kind was read.</param>
    internal PolicyListing(IReadOnlyList<ResourceDescriptor> kinds, bool areKindsNamed, Action<ReadLane, ListedPolicies> onListed)
    {
        _kinds = kinds;
        _areKindsNamed = areKindsNamed;
        _onListed = onListed;
    }

    /// <summary>The connections whose policies are not listed yet.</summary>
    internal IEnumerable<Connection> Unfinished => _states.Where(pair => pair.Value.Left > 0).Select(pair => pair.Key);

    /// <summary>
    /// Writes the errors of a connection, only one error if the connection itself fails, and a warning for each kind that its service
    /// does not have.
    /// </summary>
    internal static void WriteErrors(PipelineCommand command, ListedPolicies listed)
    {
        Connection connection = listed.Connection;
        if (listed.ConnectionFailure is { } lost)
        {
            command.WriteError(ErrorRecords.Create(lost, connection, $"The policies of '{connection.Name}' cannot be listed", connection));
            return;
        }

        foreach ((ResourceDescriptor kind, GraphFailure failure) in listed.Failures)
        {
            command.WriteError(ErrorRecords.Create(failure, null, $"{kind.Noun} of '{connection.Name}'", connection));
        }

        foreach (ResourceDescriptor kind in listed.AbsentKinds)
        {
            command.WriteWarning(
                $"The service of '{connection.Name}' has no {kind.PathTemplate}. Without -Kind, {kind.Noun} is left out.");
        }
    }

    /// <summary>Begins to list the policies of a connection.</summary>
    internal void Begin(ReadLanes lanes, Connection connection)
    {
        _states.Add(connection, new State { Left = _kinds.Count });
        for (int i = 0; i < _kinds.Count; i++)
        {
            lanes.Post(connection, new WorkItem(i + 1, Request(_kinds[i], connection), _kinds[i]));
        }
    }

    /// <summary>Adds a part of a list.</summary>
    /// <returns>Whether the list was one of policies.</returns>
    internal bool TryTake(ReadLane lane, ReadPart part)
    {
        if (part.Row.Input is not ResourceDescriptor kind)
        {
            return false;
        }

        State state = _states[lane.Connection];

        // When policies are added or removed while they are listed, a page repeats some of the one before it.
        state.Policies.AddRange(part.Items.Where(policy => !string.IsNullOrEmpty(policy.Id) && state.Ids.Add((kind, policy.Id))));
        if (part.Failure is { } failure)
        {
            state.Failures.Add((kind, failure));
        }

        if (part.IsLast && --state.Left == 0)
        {
            _onListed(lane, new ListedPolicies(lane.Connection, state.Policies, state.Failures, LeaveOutAbsent(state)));
        }

        return true;
    }

    /// <summary>
    /// Removes the failures of kinds that no user asked for and that the service does not have, as long as it has others.
    /// </summary>
    private ResourceDescriptor[] LeaveOutAbsent(State state)
    {
        if (_areKindsNamed || state.Failures.Count == _kinds.Count)
        {
            return [];
        }

        ResourceDescriptor[] absent = [.. state.Failures
            .Where(pair => GraphSchema.StatusesOf(pair.Kind).IsReportOnly && IsAbsent(pair.Failure))
            .Select(pair => pair.Kind)];
        state.Failures.RemoveAll(pair => absent.Contains(pair.Kind));
        return absent;
    }

    private static bool IsAbsent(GraphFailure failure) => failure.IsCollectionGone || failure.StatusCode == 404;

    private static GraphRequest Request(ResourceDescriptor kind, Connection connection) =>

        // Without $select the service sends every setting, and of a provisioning profile the whole payload.
        RequestBuilder.List(kind, null, null, [.. kind.Properties.Select(property => property.Name)], null, connection.Client.ApiVersion);

    private sealed class State
    {
        internal int Left { get; set; }

        internal List<StatusEntity> Policies { get; } = [];

        internal HashSet<(ResourceDescriptor Kind, string Id)> Ids { get; } = [];

        internal List<(ResourceDescriptor Kind, GraphFailure Failure)> Failures { get; } = [];
    }
}
