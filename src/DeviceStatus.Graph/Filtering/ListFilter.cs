using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// Lets of one list pass what was asked for: rows that match the filter, and no more than wanted. Used by one thread at a time.
/// </summary>
public sealed class ListFilter
{
    private readonly FilterVerifier? _verifier;
    private readonly GraphRequest? _withoutTop;
    private readonly HashSet<string>? _seen;
    private int _left;
    private bool _hasDropped;
    private bool _isSecond;

    /// <summary>Makes the screen of one list.</summary>
    /// <param name="check">The check of the filter, or <see langword="null"/> when there is none to be made.</param>
    /// <param name="top">How many objects at the most, or <see langword="null"/> for all.</param>
    /// <param name="withoutTop">The request of the list without a limit, for a service
    /// that counts to the limit before it filters, or does not filter at all.</param>
    public ListFilter(FilterVerifier? check, int? top, GraphRequest? withoutTop)
    {
        _verifier = check;
        _left = top ?? int.MaxValue;
        _withoutTop = check is not null && top is not null ? withoutTop : null;
        _seen = _withoutTop is null ? null : new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether as many came as were wanted.</summary>
    public bool IsComplete => _left == 0;

    /// <summary>What of a page is wanted.</summary>
    /// <param name="page">The page as it came.</param>
    /// <returns>The rows that pass, in their order.</returns>
    public IReadOnlyList<StatusEntity> Apply(IReadOnlyList<StatusEntity> page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (_verifier is null)
        {
            IReadOnlyList<StatusEntity> taken = page.Count <= _left ? page : [.. page.Take(_left)];
            _left -= taken.Count;
            return taken;
        }

        List<StatusEntity> passed = new(Math.Min(page.Count, _left));
        foreach (StatusEntity entity in page)
        {
            if (_left == 0)
            {
                break;
            }

            // What the first reading brought comes again in the second.
            if (_seen is not null && entity.Id is { } id && !_seen.Add(id))
            {
                continue;
            }

            bool keep = _verifier.Matches(entity);
            _hasDropped |= !keep;
            if (keep)
            {
                passed.Add(entity);
                _left--;
            }
        }

        return passed;
    }

    /// <summary>
    /// Called behind each page. A limit that the service applied to rows that do not match makes pages as small as the limit, or ends the
    /// list: it is then read once more without the limit, in pages of the usual size.
    /// </summary>
    /// <returns>The request to go on with, or <see langword="null"/> when the list is complete.</returns>
    public GraphRequest? CreateSecondRequest()
    {
        if (_withoutTop is null || _isSecond || !_hasDropped || IsComplete)
        {
            return null;
        }

        _isSecond = true;
        return _withoutTop;
    }
}
