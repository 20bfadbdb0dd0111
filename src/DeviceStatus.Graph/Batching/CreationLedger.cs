using DeviceStatus.Graph.Journal;
using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Batching;

/// <summary>
/// Records which objects the rows of a run and of its journal created, so that a found object counts for one row only. An id identifies an
/// object only within its collection and tenant.
/// </summary>
/// <param name="journal">The journal of the run, or null.</param>
/// <param name="scope">The connection of the run in a journal of several, or null.</param>
internal sealed class CreationLedger(RunJournal? journal, JournalScope? scope = null)
{
    private readonly object _gate = new();

    /// <summary>The objects of rows that are done, each as its collection and its id.</summary>
    private readonly HashSet<string> _created = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many equal rows are done without an id in their response.</summary>
    private readonly Dictionary<UInt128, int> _createdWithoutId = [];

    /// <summary>Rows that were sent and have not ended.</summary>
    private readonly HashSet<RowState> _open = [];

    /// <summary>Records rows before they are sent.</summary>
    internal void OnSending(IEnumerable<RowState> rows)
    {
        lock (_gate)
        {
            foreach (RowState row in rows.Where(IsCovered))
            {
                _open.Add(row);
            }
        }
    }

    /// <summary>Records the end of a row.</summary>
    internal void OnCompleted(RowState row, RowOutcome outcome)
    {
        if (!IsCovered(row))
        {
            return;
        }

        lock (_gate)
        {
            _open.Remove(row);
            if (outcome != RowOutcome.Done)
            {
                return;
            }

            if (row.CreatedId is { } id)
            {
                _created.Add(row.Request.CreatedObject(id));
            }
            else
            {
                UInt128 digest = DigestOf(row);
                _createdWithoutId[digest] = _createdWithoutId.GetValueOrDefault(digest) + 1;
            }
        }
    }

    /// <summary>Finds an object that has the values of a row and that no other row accounts for, and reserves it for the row.</summary>
    /// <param name="scan">The scan of the row's collection.</param>
    /// <param name="row">The row, with the objects that have its values.</param>
    internal CreationMatch Match(CollectionScan scan, ScannedRow row)
    {
        lock (_gate)
        {
            List<StatusEntity> free = row.Kept.FindAll(entity => !IsTaken(row.State, entity));
            List<StatusEntity> own = free.FindAll(entity => !MayBelongToOther(entity, row.State, scan));
            UInt128 digest = DigestOf(row.State);
            int unnamed = _createdWithoutId.GetValueOrDefault(digest) + (journal?.CountDoneWithoutId(digest) ?? 0);
            int left = row.Count - (row.Kept.Count - free.Count) - unnamed;
            if (left <= 0)
            {
                return CreationMatch.Missing;
            }

            if (left <= free.Count - own.Count)
            {
                return CreationMatch.Uncertain;
            }

            row.State.Entity = own.FirstOrDefault();
            row.State.CreatedId = row.State.Entity?.Id;
            if (row.State.CreatedId is { } id)
            {
                _created.Add(row.State.Request.CreatedObject(id));
            }

            return CreationMatch.Found;
        }
    }

    private static bool IsCovered(RowState row) => row.Request.Method == HttpMethod.Post;

    private bool IsTaken(RowState row, StatusEntity entity) => entity.Id is { } id
        && (_created.Contains(row.Request.CreatedObject(id))
            || journal?.RowThatCreated(scope?.Owner, row.Request.CreatedObject(id)) is not null);

    /// <summary>Whether a row without a response yet may have created an object.</summary>
    private bool MayBelongToOther(StatusEntity entity, RowState row, CollectionScan scan) => _open.Any(other =>
        !scan.Contains(other)
        && other.Request.Version == row.Request.Version
        && other.Request.Path == row.Request.Path
        && other.Request.IsEqualTo(entity));

    private static UInt128 DigestOf(RowState row) =>
        JournalKey.TryParse(row.JournalKey, out JournalKey key) ? key.Digest : JournalKey.DigestOf(row.Request);
}
