namespace DeviceStatus.Reporting.Summaries;

/// <summary>The number of statuses of one policy, by meaning.</summary>
public sealed class PolicyCount
{
    private readonly int[] _byMeaning = new int[4];
    private string? _name;

    internal PolicyCount(string? connection, string? kind, string? id)
    {
        Connection = connection;
        Kind = kind;
        Id = id;
    }

    /// <summary>The name of the connection; <see langword="null"/> if the rows have none.</summary>
    public string? Connection { get; }

    /// <summary>The kind of the policy, e.g. <c>DeviceCompliancePolicy</c>; <see langword="null"/> if the rows have none.</summary>
    public string? Kind { get; }

    /// <summary>The id of the policy; <see langword="null"/> for statuses that have no policy.</summary>
    public string? Id { get; }

    /// <summary>The name of the policy, or its id if no row has the name.</summary>
    public string Name => _name ?? Id ?? (Kind == "IosUpdate" ? "iOS updates" : "(no policy)");

    /// <summary>The number of statuses.</summary>
    public int Count { get; private set; }

    /// <summary>The number of statuses with a meaning.</summary>
    /// <param name="meaning">The meaning.</param>
    /// <returns>The number, at most <see cref="Count"/>.</returns>
    public int CountOf(StatusMeaning meaning) => _byMeaning[(int)meaning];

    internal void Add(ReportRow row, StatusMeaning meaning)
    {
        _name ??= row.PolicyName;
        Count += row.Count;
        _byMeaning[(int)meaning] += row.Count;
    }

    internal int[] ByMeaning() => [.. _byMeaning];
}
