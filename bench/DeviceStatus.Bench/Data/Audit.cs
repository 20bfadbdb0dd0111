namespace DeviceStatus.Bench.Data;

/// <summary>Compares outcomes with the store.</summary>
internal sealed record Audit
{
    internal int Done { get; private set; }

    internal int Unknown { get; private set; }

    internal int Other { get; private set; }

    /// <summary>The number of unknown rows that the service had done.</summary>
    internal int UnknownInStore { get; private set; }

    internal int NotOneOutcome { get; private set; }

    internal int DoneButNot { get; private set; }

    internal int NotDoneButDid { get; private set; }

    internal int Twice { get; private set; }

    /// <summary>The number of objects with the values of an earlier row although a later one is done.</summary>
    internal int EarlierWon { get; private set; }

    /// <summary>The number of violations.</summary>
    internal int Wrong => NotOneOutcome + DoneButNot + NotDoneButDid + Twice + EarlierWon;

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

    /// <summary>
    /// A run in which several rows update one object: it must hold the values of the last row that is done, or of a later one in doubt.
    /// </summary>
    /// <param name="rows">The id of the object and the name of each row, in input order.</param>
    /// <param name="outcomes">The outcomes by the name of the row.</param>
    /// <param name="skipped">How many rows earlier runs had done; null when there was only one run.</param>
    /// <param name="store">The objects of the service; the user name is the name of a row.</param>
    internal static Audit OfPairs(
        IReadOnlyList<(string Id, string Row)> rows, Outcomes outcomes, long? skipped, IReadOnlyDictionary<string, string> store)
    {
        Audit audit = new();
        foreach (IGrouping<string, (string Id, string Row)> target in rows.GroupBy(static row => row.Id))
        {
            List<string> earlier = [];
            List<string> possible = [];
            string stored = store.GetValueOrDefault(target.Key, string.Empty);
            foreach ((string _, string row) in target)
            {
                string[] told = [.. outcomes.Of(row)];
                audit.NotOneOutcome += told.Length == 1 || (told.Length == 0 && skipped is not null) ? 0 : 1;
                string outcome = told.FirstOrDefault(Outcomes.Done);
                audit.Done += outcome == Outcomes.Done ? 1 : 0;
                audit.Unknown += outcome == Outcomes.Unknown ? 1 : 0;
                audit.Other += outcome is Outcomes.Done or Outcomes.Unknown ? 0 : 1;
                if (outcome == Outcomes.Done)
                {
                    earlier.AddRange(possible);
                    possible.Clear();
                }

                if (outcome is Outcomes.Done or Outcomes.Unknown)
                {
                    possible.Add(row);
                    audit.UnknownInStore += outcome == Outcomes.Unknown && stored == row ? 1 : 0;
                }
                else
                {
                    audit.NotDoneButDid += stored == row ? 1 : 0;
                }
            }

            bool isRight = possible.Count == 0 || possible.Contains(stored);
            audit.EarlierWon += !isRight && earlier.Contains(stored) ? 1 : 0;
            audit.DoneButNot += !isRight && !earlier.Contains(stored) ? 1 : 0;
        }

        audit.NotOneOutcome += skipped is { } before ? (int)Math.Abs(rows.Count - outcomes.Total - before) : 0;
        return audit;
    }

    private static Audit Of(
        IEnumerable<string> names, Outcomes outcomes, ILookup<string, StoredStatus> store, Func<IEnumerable<StoredStatus>, bool> isDone)
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
