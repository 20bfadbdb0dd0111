namespace DeviceStatus.Bench.Data;

/// <summary>Outcomes held against the store.</summary>
internal sealed record Audit
{
    internal int Done { get; private set; }

    internal int Unknown { get; private set; }

    internal int Other { get; private set; }

    /// <summary>Of the unknown, those that the service had done.</summary>
    internal int UnknownInStore { get; private set; }

    internal int NotOneOutcome { get; private set; }

    internal int DoneButNot { get; private set; }

    internal int NotDoneButDid { get; private set; }

    internal int Twice { get; private set; }

    /// <summary>Everything that must not be.</summary>
    internal int Wrong => NotOneOutcome + DoneButNot + NotDoneButDid + Twice;

    internal static Audit OfCreates(IEnumerable<string> names, Outcomes outcomes, ILookup<string, StoredStatus> store) =>
        Of(names, outcomes, store, static stored => stored.Any());

    internal static Audit OfUpdates(IEnumerable<string> names, Outcomes outcomes, ILookup<string, StoredStatus> store, string status) =>
        Of(names, outcomes, store, stored => stored.All(one => one.Status == status));

    /// <summary>A run that was continued: a row of which nothing was said in the last run was done by an earlier one.</summary>
    internal static Audit OfContinued(IReadOnlyList<string> names, Outcomes last, long skipped, ILookup<string, StoredStatus> store)
    {
        Audit audit = new();
        foreach (string name in names)
        {
            audit.Add([.. last.Of(name).DefaultIfEmpty(Outcomes.Done)], store[name].Any(), store[name].Count());
        }

        // Rows that were skipped are told by their number alone.
        audit.NotOneOutcome += (int)Math.Abs(names.Count - last.Total - skipped);
        return audit;
    }

    private static Audit Of(IEnumerable<string> names, Outcomes outcomes, ILookup<string, StoredStatus> store, Func<IEnumerable<StoredStatus>, bool> isDone)
    {
        Audit audit = new();
        foreach (string name in names)
        {
            audit.Add([.. outcomes.Of(name)], isDone(store[name]), store[name].Count());
        }

        return audit;
    }

    private void Add(string[] outcomes, bool didIt, int copies)
    {
        NotOneOutcome += outcomes.Length == 1 ? 0 : 1;
        Twice += copies > 1 ? 1 : 0;
        switch (outcomes.FirstOrDefault())
        {
            case Outcomes.Done:
                Done++;
                DoneButNot += didIt ? 0 : 1;
                break;
            case Outcomes.Unknown:
                Unknown++;
                UnknownInStore += didIt ? 1 : 0;
                break;
            default:
                Other++;
                NotDoneButDid += didIt ? 1 : 0;
                break;
        }
    }
}
