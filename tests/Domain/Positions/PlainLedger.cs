using System.Numerics;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Domain.Tests.Positions;

/// <summary>
/// The specification of an account's books, written to be read: a list of bookings, each with who takes and who gives, and one plain line per
/// owner of lots. Whole numbers of any size; money is floored from values where the books promise it, and nowhere else.
/// </summary>
internal sealed class PlainLedger(IReadOnlyList<Instrument> instruments)
{
    private readonly HashSet<(InstrumentId, Side, long)> _trades = [];
    private readonly HashSet<(InstrumentId, long)> _fundings = [];

    private readonly List<(long Time, string Owner, InstrumentId Instrument, long Lots)> _history = [];

    /// <summary>What everybody holds: each strategy, <c>""</c> for nobody, and <c>"*"</c> for the account as the venue sees it.</summary>
    public Dictionary<(string Owner, InstrumentId Instrument), PlainLine> Lines { get; } = [];

    /// <summary>Asset, who takes, who gives, how much.</summary>
    public List<(string Asset, LedgerAccount Debit, LedgerAccount Credit, BigInteger Amount)> Bookings { get; } = [];

    /// <summary>Everything that is no profit from price: whose, in which asset, which part, how much.</summary>
    public List<(string Owner, string Asset, string Part, BigInteger Amount)> Others { get; } = [];

    public void Fill(in OwnFill fill, long mid)
    {
        if (!_trades.Add((fill.Instrument, fill.Side, fill.TradeId)))
            return;
        Trade(fill.Instrument, fill.Strategy, fill.Side == Side.Buy ? fill.Quantity.Lots : -fill.Quantity.Lots, 2 * fill.Price.Ticks, mid, fill.VenueTimeNs);

        string asset = fill.FeeAsset ?? Definition(fill.Instrument).SettlementAsset;
        if (fill.FeeE8 > 0)
        {
            Book(asset, LedgerAccount.Fees, LedgerAccount.Wallet, Big(fill.FeeE8));
            Others.Add((fill.Strategy, asset, "fees", -Big(fill.FeeE8)));
        }
        else if (fill.FeeE8 < 0)
        {
            Book(asset, LedgerAccount.Wallet, LedgerAccount.Rebates, -Big(fill.FeeE8));
            Others.Add((fill.Strategy, asset, "rebates", -Big(fill.FeeE8)));
        }
    }

    /// <summary>Lots that the venue has and we do not are nobody's, at this mid.</summary>
    public void TakePosition(InstrumentId instrument, long lots, long mid, long now) =>
        Trade(instrument, "", lots - Line("*", instrument).Lots, mid, mid, now);

    public void TakeWallet(string asset, BigInteger wallet)
    {
        BigInteger difference = wallet - Balance(asset, LedgerAccount.Wallet);
        Book(asset, LedgerAccount.Wallet, LedgerAccount.Adjustments, difference);
        Others.Add(("", asset, "adjustments", difference));
    }

    public void Transfer(string asset, BigInteger amount) => Book(asset, LedgerAccount.Wallet, LedgerAccount.Transfers, amount);

    public void Funding(InstrumentId instrument, long time, BigInteger amount)
    {
        if (_fundings.Add((instrument, time)))
            Share(instrument, amount, time);
    }

    /// <summary>Without an instrument it is shared only when one instrument alone can have caused it.</summary>
    public void Funding(string asset, BigInteger amount)
    {
        Instrument[] held = [.. instruments.Where(one => one.SettlementAsset == asset && one.Payoff != Payoff.Spot && Line("*", one.Id).Lots != 0)];
        if (held.Length == 1)
        {
            Share(held[0].Id, amount, long.MaxValue);
            return;
        }

        Book(asset, LedgerAccount.Wallet, LedgerAccount.Funding, amount);
        Others.Add(("", asset, "funding", amount));
    }

    public BigInteger Balance(string asset, LedgerAccount account)
    {
        BigInteger sum = 0;
        foreach (var booking in Bookings)
        {
            if (booking.Asset == asset && booking.Debit == account)
                sum += booking.Amount;
            if (booking.Asset == asset && booking.Credit == account)
                sum -= booking.Amount;
        }

        return sum;
    }

    public BigInteger Part(string owner, string asset, string part) => Others
        .Where(other => other.Owner == owner && other.Asset == asset && other.Part == part)
        .Aggregate(BigInteger.Zero, (sum, other) => sum + other.Amount);

    public PlainLine Line(string owner, InstrumentId instrument)
    {
        if (!Lines.TryGetValue((owner, instrument), out PlainLine? line))
            Lines.Add((owner, instrument), line = new(Definition(instrument)));
        return line;
    }

    private void Trade(InstrumentId instrument, string owner, long lots, long price, long mid, long time)
    {
        _history.Add((time, owner, instrument, lots));
        PlainLine whole = Line("*", instrument);
        BigInteger realised = whole.RealisedUnits;
        BigInteger cash = whole.CashUnits;
        BigInteger held = whole.BaseUnits;
        whole.Trade(lots, price, mid);
        Line(owner, instrument).Trade(lots, price, mid);

        Instrument definition = Definition(instrument);
        string asset = definition.SettlementAsset;
        Book(asset, LedgerAccount.Wallet, LedgerAccount.RealisedTrading, whole.RealisedUnits - realised);
        if (definition.Payoff != Payoff.Spot)
            return;
        Book(asset, LedgerAccount.Inventory, LedgerAccount.Wallet, whole.RealisedUnits - realised - (whole.CashUnits - cash));
        Book(definition.BaseAsset, LedgerAccount.Wallet, LedgerAccount.Inventory, whole.BaseUnits - held);
    }

    private long HeldAt(string owner, InstrumentId instrument, long time) => _history
        .Where(trade => trade.Instrument == instrument && trade.Time <= time && (owner == "*" || trade.Owner == owner)).Sum(trade => trade.Lots);

    private void Share(InstrumentId instrument, BigInteger amount, long time)
    {
        string asset = Definition(instrument).SettlementAsset;
        Book(asset, LedgerAccount.Wallet, LedgerAccount.Funding, amount);
        BigInteger rest = amount;
        long all = HeldAt("*", instrument, time);
        foreach ((string owner, InstrumentId where) in Lines.Keys)
        {
            if (where != instrument || owner is "*" or "" || all == 0)
                continue;
            BigInteger part = amount * HeldAt(owner, instrument, time) / all;
            Others.Add((owner, asset, "funding", part));
            rest -= part;
        }

        Others.Add(("", asset, "funding", rest));
    }

    private void Book(string asset, LedgerAccount debit, LedgerAccount credit, BigInteger amount) => Bookings.Add((asset, debit, credit, amount));

    private Instrument Definition(InstrumentId id) => instruments.Single(one => one.Id == id);

    private static BigInteger Big(Int128 value) => (BigInteger)value;
}
