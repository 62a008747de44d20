using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

/// <summary>The accounts of a ledger. Each asset has all of them.</summary>
public enum LedgerAccount : byte
{
    /// <summary>What the venue holds for us.</summary>
    Wallet = 0,

    /// <summary>Spot holdings at what they cost, in the asset they were bought with; in their own asset, the counterpart of the wallet.</summary>
    Inventory = 1,

    /// <summary>Profit of closed trades, a credit.</summary>
    RealisedTrading = 2,

    /// <summary>Fees paid, a debit.</summary>
    Fees = 3,

    /// <summary>Rebates received, a credit.</summary>
    Rebates = 4,

    /// <summary>Funding received, a credit.</summary>
    Funding = 5,

    /// <summary>Differences to the venue's statements, each with a named cause.</summary>
    Adjustments = 6,

    /// <summary>Money moved in, a credit.</summary>
    Transfers = 7,
}

/// <summary>Double entry in whole smallest units of each asset: what one account gives another takes, so debits equal credits per asset always.</summary>
public sealed class Ledger
{
    private const int AccountCount = 8;

    private readonly Dictionary<string, Int128[]> _balances = new(StringComparer.Ordinal);

    // Walks and hashes must be the same everywhere: nobody walks the dictionary.
    private readonly SortedSet<string> _assets = new(StringComparer.Ordinal);

    /// <summary>Assets that were ever posted, in ordinal order.</summary>
    public IReadOnlyCollection<string> Assets => _assets;

    /// <summary>Entries posted.</summary>
    public long Postings { get; private set; }

    /// <summary>Moves an amount: the debited account rises, the credited one falls. A negative amount moves the other way; zero posts nothing.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="debit">The account that takes.</param>
    /// <param name="credit">The account that gives; another one.</param>
    /// <param name="amount">Smallest units.</param>
    /// <exception cref="ArgumentException">Both accounts are the same.</exception>
    public void Post(string asset, LedgerAccount debit, LedgerAccount credit, Int128 amount)
    {
        ArgumentException.ThrowIfNullOrEmpty(asset);
        if (debit == credit)
            throw new ArgumentException($"{debit} cannot give to itself ({amount} of {asset}).", nameof(credit));
        if (amount == 0)
            return;

        if (!_balances.TryGetValue(asset, out Int128[]? balances))
        {
            _assets.Add(asset);
            _balances.Add(asset, balances = new Int128[AccountCount]);
        }

        balances[(int)debit] += amount;
        balances[(int)credit] -= amount;
        Postings++;
    }

    /// <summary>Writes every balance.</summary>
    internal void Write(CanonicalBytes bytes)
    {
        bytes.Add((long)_assets.Count);
        foreach (string asset in _assets)
        {
            bytes.Add(asset);
            foreach (Int128 balance in _balances[asset])
                bytes.Add(balance);
        }

        bytes.Add(Postings);
    }

    /// <summary>Takes what <see cref="Write"/> wrote; only while empty.</summary>
    internal void Read(CanonicalReader bytes)
    {
        for (int left = bytes.Count(int.MaxValue); left > 0; left--)
        {
            string asset = bytes.Text() ?? "";
            var balances = new Int128[AccountCount];
            for (int account = 0; account < AccountCount; account++)
                balances[account] = bytes.Int128();
            _assets.Add(asset);
            _balances.Add(asset, balances);
        }

        Postings = bytes.Long();
    }

    /// <summary>Debits minus credits of an account, in smallest units. Income accounts are negative when they earned.</summary>
    public Int128 Balance(string asset, LedgerAccount account) =>
        _balances.TryGetValue(asset, out Int128[]? balances) ? balances[(int)account] : 0;

    /// <summary>Debits minus credits over all accounts of an asset: zero, or the ledger is broken.</summary>
    public Int128 Imbalance(string asset)
    {
        Int128 sum = 0;
        for (int account = 0; account < AccountCount; account++)
            sum += Balance(asset, (LedgerAccount)account);
        return sum;
    }
}
