using DeviceStatus.Graph.Requests;
using DeviceStatus.Graph.Schema;

namespace DeviceStatus.Graph.Filtering;

/// <summary>
/// Filters the rows of one list: returns rows that match the filter, up to the requested number. Used by one thread at a time.
/// </summary>
public sealed class ListFilter
{
    private readonly FilterVerifier? _verifier;
    private readonly GraphRequest? _withoutTop;
    private readonly HashSet<string>? _seen;
    private int _left;
    private bool _hasDropped;
    private bool _isSecond;

    /// <summary>Creates the filter of one list.</summary>
    /// <param name="check">The check of the filter, or <see langword="null"/> if there is none.</param>
    /// <param name="top">The maximum number of objects, or <see langword="null"/> for all.</param>
    /// <param name="withoutTop">The request of the list without a limit, for a service
    /// that counts to the limit before it filters, or does not filter at all.</param>
    public ListFilter(FilterVerifier? check, int? top, GraphRequest? withoutTop)
    {
        _verifier = check;
        _left = top ?? int.MaxValue;
        _withoutTop = check is not null && top is not null ? withoutTop : null;
        _seen = _withoutTop is null ? null : new HashSet<string>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the requested number of rows was reached.</summary>
    public bool IsComplete => _left == 0;

    /// <summary>The rows of a page that match.</summary>
    /// <param name="page">The page from the service.</param>
    /// <returns>The matching rows, in order.</returns>
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

            // The second read returns the rows of the first read again.
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
    /// Called after each page. If the service counts rows that do not match against the limit, its pages are as small as the limit, or the
    /// list ends early. The list is then read again without the limit, in pages of the usual size.
    /// </summary>
    /// <returns>The request to continue with, or <see langword="null"/> when the list is complete.</returns>
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
