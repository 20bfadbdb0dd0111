namespace DeviceStatus.Reporting.Documents;

/// <summary>The figures of a report while its rows go by: of all rows, and of each tenant where there are several.</summary>
internal sealed class ReportFigures
{
    /// <summary>So many tenants have figures of their own; the rows of others are in those of all.</summary>
    internal const int MaxTenants = 100;

    private readonly ReportOptions _options;
    private readonly Dictionary<string, TenantFigures> _tenants = new(StringComparer.OrdinalIgnoreCase);

    internal ReportFigures(ReportOptions options)
    {
        _options = options;
        All = new TenantFigures(null, options);
    }

    /// <summary>The figures of all rows.</summary>
    internal TenantFigures All { get; }

    /// <summary>The figures of each tenant in the order of their names; empty when there are not several.</summary>
    internal IReadOnlyList<TenantFigures> Tenants =>
        _tenants.Count < 2 ? [] : [.. _tenants.Values.OrderBy(tenant => tenant.Name, StringComparer.OrdinalIgnoreCase)];

    internal void Add(ReportRow row)
    {
        All.Add(row);
        if (string.IsNullOrEmpty(row.Connection))
        {
            return;
        }

        if (!_tenants.TryGetValue(row.Connection, out TenantFigures? figures) && _tenants.Count < MaxTenants)
        {
            _tenants[row.Connection] = figures = new TenantFigures(row.Connection, _options);
        }

        figures?.Add(row);
    }
}
