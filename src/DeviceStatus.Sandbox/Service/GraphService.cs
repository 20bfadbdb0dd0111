using System.Globalization;
using DeviceStatus.Graph.Schema;
using DeviceStatus.Sandbox.Api;
using DeviceStatus.Sandbox.Protocol;
using DeviceStatus.Sandbox.Reports;
using DeviceStatus.Sandbox.Routing;
using DeviceStatus.Sandbox.Storage;

namespace DeviceStatus.Sandbox.Service;

/// <summary>Parses a request, handles its call or the calls of its batch, and builds the response.</summary>
internal sealed class GraphService
{
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly RouteTable _routes;
    private readonly ResourceApi _resources;
    private readonly ReportApi _reports;
    private readonly Quota? _quota;
    private readonly Func<SandboxCall, SandboxFault>? _faults;
    private readonly ClientConduct _conduct;
    private readonly Func<long, CancellationToken, Task> _save;

    /// <summary>Creates the service.</summary>
    /// <param name="options">The behavior of the service.</param>
    /// <param name="routes">The paths of the service.</param>
    /// <param name="store">The data of the service.</param>
    /// <param name="save">Completes when the change with a number is saved.</param>
    internal GraphService(SandboxOptions options, RouteTable routes, SandboxStore store, Func<long, CancellationToken, Task> save)
    {
        _options = options;
        _time = options.TimeProvider ?? TimeProvider.System;
        _routes = routes;
        _resources = new ResourceApi(store, options);
        _reports = new ReportApi(store, routes, options.Reports, _time);
        _quota = options.WriteLimit > 0 ? new Quota(options.WriteLimit, _time) : null;
        _faults = options.Faults ?? FaultsOf(options);
        _conduct = new ClientConduct(_time, Statistics);
        _save = save;
    }

    internal SandboxStatistics Statistics { get; } = new();

    internal RouteTable Routes => _routes;

    /// <summary>Resets the statistics and removes the recorded pauses.</summary>
    internal void ClearStatistics()
    {
        Statistics.Clear();
        _conduct.Clear();
    }

    /// <summary>Changes the limit of writes while the service runs.</summary>
    /// <exception cref="InvalidOperationException">The service was opened without a limit.</exception>
    internal void ChangeWriteLimit(int limit) =>
        (_quota ?? throw new InvalidOperationException("There is no write limit to change.")).ChangeWrites(limit);

    /// <summary>Changes the host of the files. A server knows its second port only after it listens.</summary>
    internal void ChangeDownloadRoot(Uri root) => _reports.DownloadRoot = root;

    internal async Task<SandboxResponse> HandleAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        Exchange exchange = new(request, _time.GetUtcNow(), _time.GetTimestamp());
        Statistics.BeginCall(exchange.IsBatch);
        try
        {
            if (Latency() is var latency && latency > TimeSpan.Zero)
            {
                await Task.Delay(latency, _time, cancellationToken).ConfigureAwait(false);
            }

            SandboxResponse response = await ProcessAsync(exchange, cancellationToken).ConfigureAwait(false);
            if (response.IsLost)
            {
                Statistics.CountLost();
            }

            return response;
        }
        finally
        {
            Statistics.EndCall();
        }
    }

    private static Func<SandboxCall, SandboxFault>? FaultsOf(SandboxOptions options)
    {
        double quarter = options.FaultRate / 4;
        Func<SandboxCall, SandboxFault>? byShare = options.FaultRate <= 0 ? null : new SandboxFaultShares(options.Seed)
        {
            Throttled = quarter,
            Unavailable = quarter,
            LostBefore = quarter,
            LostAfter = quarter,
        }.Choose;
        if (options.FaultRules.Count == 0)
        {
            return byShare;
        }

        SandboxFaultScript script = new(options.FaultRules, options.Seed);
        return byShare is null
            ? script.Choose
            : call => script.Choose(call) is { Kind: not SandboxFaultKind.None } chosen ? chosen : byShare(call);
    }

    private TimeSpan Latency() => _options.MaxLatency is { } longest
        ? _options.Latency + ((longest - _options.Latency) * Random.Shared.NextDouble())
        : _options.Latency;

    private async Task<SandboxResponse> ProcessAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        SandboxRequest request = exchange.Request;
        ApiCall outer = exchange.Outer;
        if (request.Root.Equals(_reports.DownloadRoot.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
        {
            return Download(exchange);
        }

        if (!HasToken(request.Authorization))
        {
            return exchange.Respond(ApiResponse.Error(outer, 401, "InvalidAuthenticationToken", "Access token is empty."));
        }

        SandboxCallKind kind = exchange.IsBatch ? SandboxCallKind.Batch : SandboxCallKind.Request;
        SandboxFault fault = Fault(kind, request.Method, request.Target, null);
        if (fault.Kind is SandboxFaultKind.LostBefore or SandboxFaultKind.MissingBefore)
        {
            return exchange.Lost();
        }

        if (exchange.IsBatch)
        {
            return await BatchAsync(exchange, fault, cancellationToken).ConfigureAwait(false);
        }

        ApiResponse response = await SaveAsync(outer, Single(outer, exchange, fault), cancellationToken).ConfigureAwait(false);
        Statistics.Count(outer.Method, response.Status);
        return fault.Kind is SandboxFaultKind.LostAfter or SandboxFaultKind.MissingAfter ? exchange.Lost() : exchange.Respond(response);
    }

    private async Task<SandboxResponse> BatchAsync(Exchange exchange, SandboxFault fault, CancellationToken cancellationToken)
    {
        ApiCall outer = exchange.Outer;
        if (Refused(outer, fault) is { } refused)
        {
            Statistics.CountRefused(refused.Status);
            return exchange.Respond(refused);
        }

        List<BatchItem> items;
        try
        {
            if (outer.Method != "POST" || !exchange.HasVersion)
            {
                throw new ApiException(405, "MethodNotAllowed", "A batch is sent with POST below a version.") { Allow = "POST" };
            }

            items = BatchReader.Read(outer.ReadBody());
        }
        catch (ApiException exception)
        {
            return exchange.Respond(ApiResponse.Error(outer, exception));
        }

        SandboxFault[] faults =
            [.. items.Select(item => Fault(SandboxCallKind.BatchItem, item.Method, item.Url, item.Id))];
        if (Array.Exists(faults, each => each.Kind == SandboxFaultKind.LostBefore))
        {
            return exchange.Lost();
        }

        ApiResponse[] responses = BatchRun.Run(items, index => Single(exchange.Inner(items[index]), exchange, faults[index]), outer);
        responses = await SaveBatchAsync(outer, responses, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < responses.Length; i++)
        {
            Statistics.Count(items[i].Method, responses[i].Status);
        }

        if (fault.Kind is SandboxFaultKind.LostAfter or SandboxFaultKind.MissingAfter
            || Array.Exists(faults, each => each.Kind == SandboxFaultKind.LostAfter))
        {
            return exchange.Lost();
        }

        bool[] isMissing = [.. faults.Select(each => each.Kind is SandboxFaultKind.MissingBefore or SandboxFaultKind.MissingAfter)];
        return exchange.Respond(
            new ApiResponse { Status = 200, Body = json => BatchRun.Write(json, items, responses, isMissing) },
            items.Count);
    }

    /// <summary>Saves the changes of a batch; a failure is the response of each item that changed something.</summary>
    private async Task<ApiResponse[]> SaveBatchAsync(ApiCall outer, ApiResponse[] responses, CancellationToken cancellationToken)
    {
        ApiResponse change = new() { Status = 200, Change = responses.Max(response => response.Change) };
        ApiResponse saved = await SaveAsync(outer, change, cancellationToken).ConfigureAwait(false);
        return saved.Status == 200 ? responses : [.. responses.Select(response => response.Change > 0 ? saved : response)];
    }

    private ApiResponse Single(ApiCall call, Exchange exchange, SandboxFault fault)
    {
        try
        {
            if (!exchange.HasVersion)
            {
                throw ApiException.BadRequest("The URL must start with a version, v1.0 or beta.");
            }

            if (ReportApi.Owns(call.Path))
            {
                return Refused(call, fault)
                    ?? Forbidden(call, GraphSchema.DeviceConfigurationDeviceStatus.ReadPermission)
                    ?? _reports.Handle(call);
            }

            if (!_routes.TryResolve(call.Path, call.Version, out Route route, out string? unknown)
                || IsGone(route.Table.Resource, ref unknown))
            {
                throw ApiException.BadRequest($"Resource not found for the segment '{unknown}'.");
            }

            _conduct.OnCall(call, route, exchange.Arrived);
            return Refused(call, route, Refused(call, fault), isOverLimit: false)
                ?? Refused(call, route, Throttled(call, route), isOverLimit: true)
                ?? Forbidden(call, ClientConduct.PermissionOf(call, route.Table.Resource))
                ?? (fault.Kind == SandboxFaultKind.NotImplemented
                    ? throw ResourceApi.NoRoute(call, route)
                    : _resources.Handle(call, route));
        }
        catch (ApiException exception)
        {
            return ApiResponse.Error(call, exception);
        }
    }

    /// <summary>Whether the statuses of a resource are available in reports only.</summary>
    private bool IsGone(ResourceDescriptor resource, ref string? segment)
    {
        bool isGone = resource.IsReportOnly || (_options.Reports.StatusCollectionsAreGone
            && (resource == GraphSchema.DeviceConfigurationDeviceStatus || resource == GraphSchema.DeviceCompliancePolicyDeviceStatus));
        segment = isGone ? "deviceStatuses" : segment;
        return isGone;
    }

    /// <summary>
    /// Serves a file of a report. A request with a token is refused because the token would be disclosed to the file host.
    /// </summary>
    private SandboxResponse Download(Exchange exchange)
    {
        byte[]? file = exchange.Request.Authorization is null ? _reports.Download(exchange.Request.Target) : null;
        return new SandboxResponse
        {
            Status = file is null ? 403 : 200,
            RequestId = exchange.Outer.RequestId,
            ClientRequestId = exchange.Outer.ClientRequestId,
            ContentType = "application/x-zip-compressed",
            Body = file ?? default(ReadOnlyMemory<byte>),
        };
    }

    private ApiResponse? Refused(ApiCall call, Route route, ApiResponse? response, bool isOverLimit)
    {
        if (response is not null)
        {
            _conduct.OnRefused(call, route, response, isOverLimit);
        }

        return response;
    }

    private ApiResponse? Forbidden(ApiCall call, string needed)
    {
        return _options.Permissions.Count == 0 || _options.Permissions.Any(granted => Covers(granted, needed))
            ? null
            : ApiResponse.Error(
                call,
                403,
                "Forbidden",
                $"Application is not authorized to perform this operation. Application must have one of the following scopes: {needed}");
    }

    // A ReadWrite permission includes the Read permission of the same name.
    private static bool Covers(string granted, string needed) =>
        string.Equals(granted, needed, StringComparison.OrdinalIgnoreCase)
        || string.Equals(
            granted.Replace(".ReadWrite.", ".Read.", StringComparison.OrdinalIgnoreCase),
            needed,
            StringComparison.OrdinalIgnoreCase);

    private ApiResponse? Throttled(ApiCall call, Route route) =>
        _quota?.Take(route.Table.Resource.Throttling, call.IsWrite) is > 0 and int seconds
            ? TooManyRequests(call, seconds.ToString(CultureInfo.InvariantCulture))
            : null;

    private static ApiResponse? Refused(ApiCall call, SandboxFault fault) => fault.Kind switch
    {
        SandboxFaultKind.Throttled => TooManyRequests(call, fault.RetryAfter),
        SandboxFaultKind.Unavailable =>
            ApiResponse.Error(
                call,
                503,
                "ServiceUnavailable",
                "The service is temporarily unavailable; nothing was done.",
                fault.RetryAfter),
        SandboxFaultKind.Error => ApiResponse.Error(
            call,
            fault.StatusCode,
            fault.ErrorCode ?? CodeOf(fault.StatusCode),
            fault.Message ?? "The sandbox refused the request, as a rule of its faults says; nothing was done.",
            fault.RetryAfter),
        SandboxFaultKind.MissingBefore => new ApiResponse { Status = 503 },
        _ => null,
    };

    private static string CodeOf(int status) => status switch
    {
        400 => "BadRequest",
        401 => "InvalidAuthenticationToken",
        403 => "Forbidden",
        404 => "ResourceNotFound",
        409 => "Conflict",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        _ => "UnknownError",
    };

    private static ApiResponse TooManyRequests(ApiCall call, string? retryAfter) =>
        ApiResponse.Error(call, 429, "TooManyRequests", "Too many requests; nothing was done.", retryAfter);

    private static bool HasToken(string? authorization) =>
        authorization is not null
            && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && authorization.Trim().Length > 7;

    private SandboxFault Fault(SandboxCallKind kind, string method, string url, string? itemId) =>
        _faults?.Invoke(new SandboxCall(kind, method, url, itemId)) ?? SandboxFault.None;

    private async Task<ApiResponse> SaveAsync(ApiCall call, ApiResponse response, CancellationToken cancellationToken)
    {
        if (response.Change == 0)
        {
            return response;
        }

        try
        {
            await _save(response.Change, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not 503, because 503 means that nothing was changed, and the change is in memory.
            return ApiResponse.Error(
                call,
                500,
                "InternalServerError",
                "The change may be lost: the sandbox could not save it. " + exception.Message);
        }
    }
}
