namespace DeviceStatus.Reporting.Documents;

/// <summary>Counts the rows of a report as they are read: all rows, and the rows of each tenant if there are several.</summary>
internal sealed class ReportFigures
{
    /// <summary>The maximum number of tenants with their own figures. The rows of further tenants are counted in the total only.</summary>
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

    /// <summary>The figures of each tenant in the order of their names; empty if there is only one.</summary>
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
