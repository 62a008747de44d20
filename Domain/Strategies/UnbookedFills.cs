namespace Quern.Domain.Strategies;

/// <summary>Fills that a strategy heard of and that no position it was told includes yet: a handful, for milliseconds.</summary>
internal sealed class UnbookedFills
{
    private readonly List<(long Number, long SignedLots)> _fills = new(64);

    /// <summary>Their sum; positive is bought.</summary>
    public long SignedLots { get; private set; }

    /// <summary>Adds a fill.</summary>
    /// <returns>False when it is here already.</returns>
    public bool Add(long number, long signedLots)
    {
        foreach ((long known, _) in _fills)
        {
            if (known == number)
                return false;
        }

        _fills.Add((number, signedLots));
        SignedLots += signedLots;
        return true;
    }

    /// <summary>The ledger has all up to this number.</summary>
    public void Forget(long through)
    {
        for (int index = _fills.Count - 1; index >= 0; index--)
        {
            if (_fills[index].Number > through)
                continue;
            SignedLots -= _fills[index].SignedLots;
            _fills.RemoveAt(index);
        }
    }
}
