using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

/// <summary>
/// Positions, money and profit of one account, exact to the smallest unit. The venue sees one position per instrument; each strategy has a
/// sub-ledger, and what no strategy did is <see cref="Unattributed"/>: venue position = Σ strategies + unattributed.
/// </summary>
/// <remarks>
/// I5: position = sum of fills + adjustments with a cause. I6: debits equal credits per asset, and the parts of profit add up to the change
/// of wallet and unrealised profit (and of spot holdings at cost).
/// </remarks>
public sealed partial class PositionKeeper
{
    /// <summary>The name under which everything is kept that no strategy did.</summary>
    public const string Unattributed = "";

    private readonly PositionSettings _settings;
    private readonly Dictionary<InstrumentId, KeptInstrument> _instruments = [];
    private readonly KeptInstrument[] _inOrder;
    private readonly Dictionary<(string Strategy, string Asset), ProfitAndLoss> _otherParts = [];

    // Walks and hashes must be the same everywhere: nobody walks the dictionary.
    private readonly SortedSet<(string Strategy, string Asset)> _otherKeys = new(ByStrategyAndAsset.Instance);
    private readonly Queue<Adjustment> _adjustments = new();
    private readonly RealisedCheck _realised;
    private readonly Dictionary<string, RealisedAgreement> _agreements = new(StringComparer.Ordinal);

    /// <summary>Books with nothing in them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public PositionKeeper(PositionSettings settings, IEnumerable<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(instruments);
        settings.Validate();
        _settings = settings;
        _realised = new(settings.RealisedKept);
        foreach (Instrument instrument in instruments)
            _instruments.Add(instrument.Id, new(instrument, settings));
        _inOrder = [.. _instruments.Values.OrderBy(kept => kept.Definition.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The account, <c>venue:account</c>.</summary>
    public string Account => _settings.Account;

    /// <summary>True when the account keeps books for it.</summary>
    public bool Keeps(InstrumentId instrument) => _instruments.ContainsKey(instrument);

    /// <summary>The double-entry books.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>The last adjustments, oldest first.</summary>
    public IReadOnlyCollection<Adjustment> Adjustments => _adjustments;

    /// <summary>Adjustments ever booked.</summary>
    public long AdjustmentCount { get; private set; }

    /// <summary>Books a fill, once per venue trade id and side.</summary>
    /// <param name="fill">The trade; an empty strategy books to <see cref="Unattributed"/>.</param>
    /// <param name="midHalfTicks">The mid just before it; null takes the last mark, or the price when there is none: then it earned no spread.</param>
    /// <returns>False when the trade was booked already.</returns>
    /// <exception cref="ArgumentException">The account does not keep the instrument, or an inverse contract traded at zero or less.</exception>
    public bool Apply(in OwnFill fill, long? midHalfTicks)
    {
        KeptInstrument kept = Require(fill.Instrument);
        long price = 2 * fill.Price.Ticks;
        long mid = midHalfTicks ?? kept.MidHalfTicks ?? price;
        kept.Math.RequirePrice(price);
        kept.Math.RequirePrice(mid);
        if (!kept.TradeIds(fill.Side).Add(fill.TradeId))
            return false;

        kept.MidHalfTicks ??= mid;
        Int128 realised = BookTrade(kept, fill.Strategy, fill.TradeId, fill.Side.Sign() * fill.Quantity.Lots, price, mid, fill.VenueTimeNs);
        if (_realised.OnOurs(fill.Instrument, fill.Side, fill.TradeId, realised) is { } difference)
            Agree(kept.Definition.SettlementAsset, difference);
        BookFee(fill.Strategy, fill.FeeAsset ?? kept.Definition.SettlementAsset, fill.FeeE8);
        return true;
    }

    /// <summary>Compares the venue's word on what a fill realised with ours, in whichever order both are known. Books nothing.</summary>
    /// <exception cref="ArgumentException">The account does not keep the instrument.</exception>
    public void Compare(in VenueRealised statement)
    {
        string asset = Require(statement.Instrument).Definition.SettlementAsset;
        Int128 units = FromE8(asset, statement.RealisedE8);
        if (_realised.OnVenues(statement.Instrument, statement.Side, statement.TradeId, units) is { } difference)
            Agree(asset, difference);
    }

    /// <summary>Values an instrument's open lots at this mid from now on.</summary>
    /// <exception cref="ArgumentException">The account does not keep the instrument, or an inverse contract is marked at zero or less.</exception>
    public void Mark(InstrumentId instrument, long midHalfTicks)
    {
        KeptInstrument kept = Require(instrument);
        kept.Math.RequirePrice(midHalfTicks);
        kept.MidHalfTicks = midHalfTicks;
    }

    /// <summary>The mid that an instrument's open lots are valued at, in half ticks; null before the first mark or trade.</summary>
    /// <exception cref="ArgumentException">The account does not keep the instrument.</exception>
    public long? MarkOf(InstrumentId instrument) => Require(instrument).MidHalfTicks;

    /// <summary>Books funding, once per instrument and funding time. Strategies get their part by the lots they held then.</summary>
    /// <param name="instrument">Whose funding.</param>
    /// <param name="timeNs">The venue's funding time, Unix nanoseconds.</param>
    /// <param name="amountE8">Received, in 10^-8 of the settlement asset; negative is paid.</param>
    /// <returns>False when it was booked already.</returns>
    public bool ApplyFunding(InstrumentId instrument, long timeNs, Int128 amountE8)
    {
        KeptInstrument kept = Require(instrument);
        if (!kept.FundingTimes.Add(timeNs))
            return false;

        string asset = kept.Definition.SettlementAsset;
        Int128 amount = FromE8(asset, amountE8);
        Ledger.Post(asset, LedgerAccount.Wallet, LedgerAccount.Funding, amount);
        Share(kept, amount, timeNs);
        return true;
    }

    /// <summary>True when that payment is booked; only the newest are remembered.</summary>
    public bool IsFundingBooked(InstrumentId instrument, long timeNs) => Require(instrument).FundingTimes.Contains(timeNs);

    /// <summary>
    /// Books funding that the venue states for the account as a whole. It goes to who holds the lots when only one instrument of that asset is
    /// held; otherwise nobody can say whose it is. Repeats are the caller's to find.
    /// </summary>
    /// <param name="asset">The asset.</param>
    /// <param name="amountE8">Received, in 10^-8 of the asset; negative is paid.</param>
    public void ApplyFunding(string asset, Int128 amountE8)
    {
        Int128 amount = FromE8(asset, amountE8);
        Ledger.Post(asset, LedgerAccount.Wallet, LedgerAccount.Funding, amount);
        if (OnlyHeld(asset) is { } kept)
            Share(kept, amount, long.MaxValue);
        else
            AddPart(Unattributed, asset, new(0, 0, 0, 0, amount, 0));
    }

    /// <summary>Books money moved in (positive) or out (negative): no profit.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="amountE8">In 10^-8 of the asset.</param>
    public void Transfer(string asset, Int128 amountE8) =>
        Ledger.Post(asset, LedgerAccount.Wallet, LedgerAccount.Transfers, FromE8(asset, amountE8));

    /// <summary>Gives each strategy its part by the lots it held then, rounded toward zero; the rest, with what rounding left, is unattributed.</summary>
    private void Share(KeptInstrument kept, Int128 amount, long timeNs)
    {
        string asset = kept.Definition.SettlementAsset;
        long all = kept.Recent.LotsAt(kept.NoStrategys, timeNs);
        foreach (PositionLine line in kept.Strategies)
            all += kept.Recent.LotsAt(line, timeNs);

        Int128 rest = amount;
        foreach (PositionLine line in kept.Strategies)
        {
            // Without a position nobody can say whose it is.
            Int128 part = all == 0 ? 0 : amount * kept.Recent.LotsAt(line, timeNs) / all;
            AddPart(line.Strategy, asset, new(0, 0, 0, 0, part, 0));
            rest -= part;
        }

        AddPart(Unattributed, asset, new(0, 0, 0, 0, rest, 0));
    }

    private KeptInstrument? OnlyHeld(string asset)
    {
        KeptInstrument? held = null;
        foreach (KeptInstrument kept in _inOrder)
        {
            if (kept.Whole.Lots == 0 || kept.Definition.SettlementAsset != asset || kept.Definition.Payoff is Payoff.Spot)
                continue;
            if (held is not null)
                return null;
            held = kept;
        }

        return held;
    }

    /// <returns>What it realised, in smallest units of the settlement asset.</returns>
    private Int128 BookTrade(KeptInstrument kept, string strategy, long? tradeId, long signedLots, long priceHalfTicks, long midHalfTicks, long timeNs)
    {
        PositionLine whole = kept.Whole;
        Int128 realisedBefore = kept.RealisedUnits(whole);
        Int128 cashBefore = kept.Math.ToUnits(whole.Realised - whole.Cost);
        long lotsBefore = whole.Lots;

        PositionLine line = kept.FindOrAdd(strategy);
        if (tradeId is { } id)
        {
            whole.Book(kept.Math, id, signedLots, priceHalfTicks, midHalfTicks);
            line.Book(kept.Math, id, signedLots, priceHalfTicks, midHalfTicks);
        }
        else
        {
            whole.Adjust(kept.Math, signedLots, midHalfTicks);
            line.Adjust(kept.Math, signedLots, midHalfTicks);
        }

        kept.Recent.Add(timeNs, line, signedLots);

        // Differences of rounded sums, not sums of rounded differences: a thousand fills drift by no more than one.
        Int128 realised = kept.RealisedUnits(whole) - realisedBefore;
        string asset = kept.Definition.SettlementAsset;
        Ledger.Post(asset, LedgerAccount.Wallet, LedgerAccount.RealisedTrading, realised);
        if (kept.Definition.Payoff is not Payoff.Spot)
            return realised;

        Int128 cash = kept.Math.ToUnits(whole.Realised - whole.Cost) - cashBefore;
        Ledger.Post(asset, LedgerAccount.Inventory, LedgerAccount.Wallet, realised - cash);
        Ledger.Post(
            kept.Definition.BaseAsset, LedgerAccount.Wallet, LedgerAccount.Inventory,
            BaseUnits(kept.Definition, whole.Lots) - BaseUnits(kept.Definition, lotsBefore));
        return realised;
    }

    private void BookFee(string strategy, string asset, Int128 feeE8)
    {
        Int128 fee = FromE8(asset, feeE8);
        if (fee > 0)
        {
            Ledger.Post(asset, LedgerAccount.Fees, LedgerAccount.Wallet, fee);
            AddPart(strategy, asset, new(0, 0, -fee, 0, 0, 0));
        }
        else if (fee < 0)
        {
            Ledger.Post(asset, LedgerAccount.Wallet, LedgerAccount.Rebates, -fee);
            AddPart(strategy, asset, new(0, 0, 0, -fee, 0, 0));
        }
    }

    /// <summary>Spot lots in smallest units of what is held, rounded down.</summary>
    private Int128 BaseUnits(Instrument instrument, long lots)
    {
        int exponent = _settings.ScaleOf(instrument.BaseAsset) - instrument.QuantityScale;
        Int128 amount = (Int128)lots * instrument.Multiplier * PayoffMath.PowerOfTen(Math.Max(0, exponent));
        return PayoffMath.FloorDivide(amount, PayoffMath.PowerOfTen(Math.Max(0, -exponent)));
    }

    private Int128 FromE8(string asset, Int128 amountE8) =>
        amountE8 * PayoffMath.PowerOfTen(_settings.ScaleOf(asset) - PositionSettings.DefaultScale);

    private void AddPart(string strategy, string asset, in ProfitAndLoss part)
    {
        ref ProfitAndLoss sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_otherParts, (strategy, asset), out bool isKnown);
        sum += part;
        if (!isKnown)
            _otherKeys.Add((strategy, asset));
    }

    private void Agree(string asset, Int128 difference) =>
        _agreements[asset] = _agreements.GetValueOrDefault(asset).With(difference);

    private KeptInstrument Require(InstrumentId id) =>
        _instruments.TryGetValue(id, out KeptInstrument? kept)
            ? kept
            : throw new ArgumentException($"{Account} keeps no books for {id}: add it to its instruments.", nameof(id));

    private sealed class ByStrategyAndAsset : IComparer<(string Strategy, string Asset)>
    {
        public static readonly ByStrategyAndAsset Instance = new();

        public int Compare((string Strategy, string Asset) x, (string Strategy, string Asset) y)
        {
            int byStrategy = string.CompareOrdinal(x.Strategy, y.Strategy);
            return byStrategy != 0 ? byStrategy : string.CompareOrdinal(x.Asset, y.Asset);
        }
    }
}
