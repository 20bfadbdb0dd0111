using System.Globalization;
using DeviceStatus.Graph.Connections;
using DeviceStatus.Graph.Http;
using DeviceStatus.Graph.IntuneReports;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Graph.Throttling;
using Newtonsoft.Json.Linq;

namespace DeviceStatus.Graph.Diagnostics;

/// <summary>
/// Determines what the live service does with each operation of a collection. Only reads, except for an update that writes the own value of
/// an object back when the caller requests it.
/// </summary>
public sealed class ServiceProbe
{
    /// <summary>The maximum number of policies to read to find one with statuses.</summary>
    private const int MaxPolicies = 10;

    private readonly GraphClient _client;
    private readonly GraphLog? _log;
    private readonly ResourceDescriptor _resource;
    private readonly string _kind;
    private string? _policyId;

    /// <summary>Creates the probe of one collection.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="resource">The collection of device statuses.</param>
    /// <param name="log">The log, or <see langword="null"/>.</param>
    public ServiceProbe(GraphClient client, ResourceDescriptor resource, GraphLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(resource);
        _client = client;
        _resource = resource;
        _log = log;
        _kind = resource.Parent?.Noun ?? resource.Noun.Replace("DeviceStatus", string.Empty, StringComparison.Ordinal);
    }

    /// <summary>The path of the object for the update, to be shown in a confirmation; set by <see cref="ReadAsync"/>.</summary>
    public string? UpdateTarget { get; private set; }

    /// <summary>Whether there is no collection, and so nothing to update.</summary>
    public bool IsReportOnly => _resource.IsReportOnly;

    private string? UpdateStatus { get; set; }

    private GraphVersion Version => _client.ApiVersion ?? (_resource.Versions.Has(GraphVersion.V1) ? GraphVersion.V1 : GraphVersion.Beta);

    /// <summary>Tries every operation that only reads.</summary>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>A result for each operation.</returns>
    public async IAsyncEnumerable<ProbeResult> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? path = _resource.PathTemplate;
        ProbeResponse? list = null;
        if (_resource.Parent is { } parent)
        {
            (ProbeResult policies, path, list) = await FindListAsync(parent, cancellationToken).ConfigureAwait(false);
            yield return policies;
        }

        if (_resource.IsReportOnly)
        {
            // There is no collection to read.
            await foreach (ProbeResult result in ReadReportsAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }

            yield break;
        }

        if (path is null)
        {
            yield return ProbeResult.WithoutPolicy(_kind, "List");
            yield break;
        }

        list ??= await GetAsync(path, cancellationToken).ConfigureAwait(false);
        yield return list.IsSuccess
            ? Result("List", list, ProbeState.Supported, Count(list.Items.Count))
            : Refused("List", list);
        if (list.IsSuccess)
        {
            foreach (Func<string, ProbeResponse, CancellationToken, Task<ProbeResult>> probe in new[]
            {
                PagingAsync, TopAsync, FilterAsync, SelectAsync, GetOneAsync,
            })
            {
                yield return await probe(path, list, cancellationToken).ConfigureAwait(false);
            }
        }

        if (_resource.Overview is { } overview)
        {
            ProbeResponse response =
                await GetAsync(path[..(path.LastIndexOf('/') + 1)] + LastSegment(overview), cancellationToken).ConfigureAwait(false);
            yield return response.IsSuccess
                ? Result("Overview", response, ProbeState.Supported, "The overview was returned.")
                : Refused("Overview", response);
        }

        await foreach (ProbeResult result in ReadReportsAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }
    }

    /// <summary>Writes the status of <see cref="UpdateTarget"/> back, unchanged.</summary>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>What the service does with an update.</returns>
    public async Task<ProbeResult> UpdateAsync(CancellationToken cancellationToken)
    {
        if (UpdateTarget is not { } path || UpdateStatus is not { } status)
        {
            return new ProbeResult(_kind, "Update", ProbeState.Unknown, null, null, TimeSpan.Zero, "There is no status to try it on.");
        }

        JObject body = new() { ["@odata.type"] = _resource.ODataType, ["status"] = status };
        ProbeResponse response = await SendAsync(
            HttpMethod.Patch,
            path,
            System.Text.Encoding.UTF8.GetBytes(body.ToString(Newtonsoft.Json.Formatting.None)),
            cancellationToken)
            .ConfigureAwait(false);
        return response.IsSuccess
            ? Result("Update", response, ProbeState.Supported, "A status was written back unchanged.")
            : Refused("Update", response);
    }

    /// <summary>Tries the reports that have the same rows as the collection, if there are any.</summary>
    private async IAsyncEnumerable<ProbeResult> ReadReportsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (StatusReport.Of(_resource.Parent) is not { } report)
        {
            yield break;
        }

        ReportProbe probe = new(_kind, report, SendAsync);
        await foreach (ProbeResult result in probe.ReadAsync(
            _policyId,
            _client.ApiVersion ?? GraphVersion.V1,
            cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }
    }

    private static string LastSegment(ResourceDescriptor resource) => resource.PathTemplate[(resource.PathTemplate.LastIndexOf('/') + 1)..];

    private static string Count(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "row" : "rows")} on the first page.");

    private static string? Text(JObject item, string name) => (item[name] as JValue)?.Value as string;

    /// <summary>Finds a policy whose list has rows, because the other operations need one.</summary>
    private async Task<(ProbeResult Policies, string? Path, ProbeResponse? List)> FindListAsync(
        ResourceDescriptor parent,
        CancellationToken cancellationToken)
    {
        ProbeResponse policies = await GetAsync(parent.PathTemplate, cancellationToken).ConfigureAwait(false);
        ProbeResult result = policies.IsSuccess
            ? Result(
                "ListPolicies",
                policies,
                ProbeState.Supported,
                string.Create(CultureInfo.InvariantCulture, $"{policies.Items.Count} policies on the first page."))
            : Refused("ListPolicies", policies);
        string? path = null;
        ProbeResponse? list = null;
        foreach (string id in policies.Items.Select(static policy => Text(policy, "id")).OfType<string>().Take(MaxPolicies))
        {
            _policyId ??= id;
            if (_resource.IsReportOnly)
            {
                break;
            }

            string candidate = _resource.PathTemplate.Replace("{}", Uri.EscapeDataString(id), StringComparison.Ordinal);
            ProbeResponse response = await GetAsync(candidate, cancellationToken).ConfigureAwait(false);
            if (list is null || response.Items.Count > list.Items.Count)
            {
                (path, list, _policyId) = (candidate, response, id);
            }

            // The effect of a filter shows only with two different rows.
            if (list.Items.Select(static item => Text(item, "status")).Distinct(StringComparer.Ordinal).Count() > 1)
            {
                break;
            }
        }

        return (result, path, list);
    }

    private async Task<ProbeResult> PagingAsync(string path, ProbeResponse list, CancellationToken cancellationToken)
    {
        // A small page forces a next link where the list has two rows or more.
        ProbeResponse first = list.NextLink is null ? await GetAsync(path + "?$top=1", cancellationToken).ConfigureAwait(false) : list;
        if (first.NextLink is not { } link)
        {
            return Result("Paging", first, ProbeState.Unknown, "The service sent no next link.");
        }

        if (!Uri.TryCreate(link, UriKind.Absolute, out Uri? next)
            || next.GetLeftPart(UriPartial.Authority) != _client.Root.GetLeftPart(UriPartial.Authority))
        {
            return Result("Paging", first, ProbeState.Unknown, "The next link leads to another host and was not followed.");
        }

        ProbeResponse second = await SendAsync(HttpMethod.Get, next, default, cancellationToken).ConfigureAwait(false);
        if (!second.IsSuccess)
        {
            return Refused("Paging", second);
        }

        bool repeats = second.Items.Count > 0 && first.Items.Count > 0 && Text(second.Items[0], "id") == Text(first.Items[0], "id");
        return repeats
            ? Result("Paging", second, ProbeState.Ignored, "The next page begins with the first row again.")
            : Result("Paging", second, ProbeState.Supported, "The next page has other rows.");
    }

    private async Task<ProbeResult> TopAsync(string path, ProbeResponse list, CancellationToken cancellationToken)
    {
        ProbeResponse response = await GetAsync(path + "?$top=1", cancellationToken).ConfigureAwait(false);
        return !response.IsSuccess ? Refused("Top", response)
            : list.Items.Count < 2 ? Result("Top", response, ProbeState.Unknown, "The list has fewer than two rows.")
            : response.Items.Count > 1 ? Result("Top", response, ProbeState.Ignored, Count(response.Items.Count))
            : Result(
                "Top",
                response,
                ProbeState.Supported,
                response.NextLink is null ? "It limits the list." : "It is the size of a page; a next link follows.");
    }

    private async Task<ProbeResult> FilterAsync(string path, ProbeResponse list, CancellationToken cancellationToken)
    {
        string? status = list.Items.Select(static item => Text(item, "status")).OfType<string>().LastOrDefault();
        if (status is null)
        {
            return new ProbeResult(_kind, "Filter", ProbeState.Unknown, null, null, TimeSpan.Zero, "There is no row to filter by.");
        }

        ProbeResponse response =
            await GetAsync($"{path}?$filter=status%20eq%20'{Uri.EscapeDataString(status)}'", cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
        {
            return Refused("Filter", response);
        }

        int others = response.Items.Count(item => Text(item, "status") != status);
        bool canTell = list.Items.Any(item => Text(item, "status") != status);
        return others > 0
            ? Result(
                "Filter",
                response,
                ProbeState.Ignored,
                string.Create(CultureInfo.InvariantCulture, $"{others} of {response.Items.Count} rows do not match the filter."))
            : canTell
                ? Result("Filter", response, ProbeState.Supported, "Every row matches the filter.")
                : Result("Filter", response, ProbeState.Unknown, "Every row of the list has the same status.");
    }

    private async Task<ProbeResult> SelectAsync(string path, ProbeResponse list, CancellationToken cancellationToken)
    {
        ProbeResponse response = await GetAsync(path + "?$select=id", cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess || response.Items.Count == 0)
        {
            return response.IsSuccess ? Result("Select", response, ProbeState.Unknown, "There is no row.") : Refused("Select", response);
        }

        bool hasOthers = response.Items[0].Properties().Any(static property => property.Name != "id" && !property.Name.StartsWith('@'));
        return hasOthers
            ? Result("Select", response, ProbeState.Ignored, "Properties that were not selected are returned.")
            : Result("Select", response, ProbeState.Supported, "Only the selected property is returned.");
    }

    private async Task<ProbeResult> GetOneAsync(string path, ProbeResponse list, CancellationToken cancellationToken)
    {
        if (list.Items.FirstOrDefault(static item => Text(item, "id") is not null) is not { } item)
        {
            return new ProbeResult(_kind, "Get", ProbeState.Unknown, null, null, TimeSpan.Zero, "There is no row to read by its id.");
        }

        UpdateTarget = $"{path}/{Uri.EscapeDataString(Text(item, "id")!)}";
        UpdateStatus = Text(item, "status");
        ProbeResponse response = await GetAsync(UpdateTarget, cancellationToken).ConfigureAwait(false);
        return response.IsSuccess ? Result("Get", response, ProbeState.Supported, "A row was read by its id.") : Refused("Get", response);
    }

    private ProbeResult Result(string operation, ProbeResponse response, ProbeState state, string note) =>
        response.ToResult(_kind, operation, state, note);

    private ProbeResult Refused(string operation, ProbeResponse response) => response.ToRefusal(_kind, operation);

    private Task<ProbeResponse> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, default, cancellationToken);

    private Task<ProbeResponse> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        SendAsync(method, Version, path, body, cancellationToken);

    private Task<ProbeResponse> SendAsync(
        HttpMethod method, GraphVersion version, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        SendAsync(method, new Uri(_client.Root.AbsoluteUri.TrimEnd('/') + "/" + version.ToSegment() + path), body, cancellationToken);

    private async Task<ProbeResponse> SendAsync(HttpMethod method, Uri uri, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        PaceKind kind = method == HttpMethod.Get ? PaceKind.Read : PaceKind.Write;
        using PacePermit permit = await _client.Pacer.AcquireAsync(kind, 1, cancellationToken).ConfigureAwait(false);
        long started = _client.Clock.GetTimestamp();
        try
        {
            using GraphResponse response = await _client.SendAsync(
                method,
                uri,
                new RequestBody(body),
                Guid.NewGuid().ToString(),
                _log,
                cancellationToken).ConfigureAwait(false);
            return ProbeResponse.Read(response, _client.Clock.GetElapsedTime(started));
        }
        catch (Exception exception) when (GraphFailureFactory.IsConnectionLoss(exception))
        {
            return new ProbeResponse { Duration = _client.Clock.GetElapsedTime(started), ErrorCode = exception.GetType().Name };
        }
    }
}
