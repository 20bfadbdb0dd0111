using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Pipeline;

/// <summary>The progress of the reads of a connection.</summary>
internal sealed class TenantReadState(RunPart part)
{
    private IReadOnlyList<ReadTarget> _targets = [];
    private ReadTarget? _open;
    private bool _isConnectionReported;

    /// <summary>How many kinds of policy could not be listed.</summary>
    internal int UnlistedKinds { get; private set; }

    /// <summary>Records kinds of policy that could not be listed.</summary>
    internal void AddUnlisted(Connection connection, IReadOnlyList<ResourceDescriptor> kinds, string reason)
    {
        foreach (ResourceDescriptor kind in kinds)
        {
            UnlistedKinds++;
            part.AddLists(1);
            part.Add(new Coverage(connection.Name, kind.Noun, null, null, 0, null, CoverageState.Failed, reason));
        }
    }

    /// <summary>The lists whose collection is gone.</summary>
    internal IEnumerable<ReadTarget> AwaitingReport => _targets.Where(target => target is { AwaitsReport: true, IsRecorded: false });

    /// <summary>Records lists that were read from a report.</summary>
    internal void Record(IEnumerable<ReadTarget> targets)
    {
        foreach (ReadTarget target in targets)
        {
            Close(target);
        }

        part.Extend();
    }

    /// <summary>Takes over what is to be read.</summary>
    internal void Add(IReadOnlyList<ReadTarget> targets)
    {
        _targets = targets;
        part.AddLists(targets.Count);
    }

    /// <summary>A part of a list came; the list before it is complete.</summary>
    internal void Open(ReadTarget target)
    {
        if (!ReferenceEquals(_open, target))
        {
            Close();
            _open = target;
        }
    }

    /// <summary>Whether it is the first time that the connection itself fails.</summary>
    internal bool IsFirstFailureOfConnection()
    {
        bool isFirst = !_isConnectionReported;
        _isConnectionReported = true;
        return isFirst;
    }

    /// <summary>Records how completely the list under way was read.</summary>
    internal void Close()
    {
        if (_open is { AwaitsReport: false })
        {
            Close(_open);
        }

        _open = null;
    }

    /// <summary>Records the lists that are not recorded yet.</summary>
    /// <returns>These lists.</returns>
    internal IReadOnlyList<ReadTarget> CloseAll()
    {
        ReadTarget[] left = [.. _targets.Where(target => !target.IsRecorded)];
        Array.ForEach(left, Close);
        return left;
    }

    private void Close(ReadTarget target)
    {
        if (!target.IsRecorded)
        {
            target.IsRecorded = true;
            part.Add(target.ToCoverage());
        }
    }
}
