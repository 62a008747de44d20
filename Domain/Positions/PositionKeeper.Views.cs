using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Positions;

public sealed partial class PositionKeeper
{
    /// <summary>Strategies that ever traded, in ordinal order.</summary>
    public IReadOnlyCollection<string> Strategies
    {
        get
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (KeptInstrument kept in _inOrder)
                names.UnionWith(kept.Strategies.Select(line => line.Strategy));
            return names;
        }
    }

    /// <summary>SHA-256 of everything booked, as hexadecimal digits: equal for equal histories on any machine. Marks are not booked.</summary>
    public string StateHash
    {
        get
        {
            var bytes = new CanonicalBytes();
            bytes.Add("quern-positions-3");
            bytes.Add(Account);
            foreach (KeptInstrument kept in _inOrder)
                Add(bytes, kept);
            AddMoney(bytes);
            return bytes.Finish();
        }
    }

    /// <summary>The position as the venue should see it.</summary>
    public PositionView Position(InstrumentId instrument)
    {
        KeptInstrument kept = Require(instrument);
        return View(kept, kept.Whole);
    }

    /// <summary>A strategy's part; of <see cref="Unattributed"/>, what the strategies' parts leave of the whole.</summary>
    public PositionView Position(string strategy, InstrumentId instrument)
    {
        KeptInstrument kept = Require(instrument);
        if (strategy != Unattributed)
            return kept.Find(strategy) is { } line ? View(kept, line) : default;

        PositionView rest = View(kept, kept.Whole);
        foreach (PositionLine line in kept.Strategies)
        {
            PositionView part = View(kept, line);
            rest = new(rest.Lots - part.Lots, rest.Realised - part.Realised, rest.Unrealised - part.Unrealised);
        }

        return rest;
    }

    /// <summary>Profit of the account in one asset, by parts.</summary>
    public ProfitAndLoss Profit(string asset)
    {
        ProfitAndLoss sum = default;
        foreach (KeptInstrument kept in _inOrder)
        {
            if (kept.Definition.SettlementAsset == asset)
                sum += kept.TradingParts(kept.Whole);
        }

        foreach ((string Strategy, string Asset) key in _otherKeys)
        {
            if (key.Asset == asset)
                sum += _otherParts[key];
        }

        return sum;
    }

    /// <summary>Profit of a strategy in one asset, by parts; of <see cref="Unattributed"/>, what the strategies leave of the account's.</summary>
    public ProfitAndLoss Profit(string strategy, string asset)
    {
        if (strategy == Unattributed)
            return Strategies.Aggregate(Profit(asset), (rest, name) => rest - Profit(name, asset));

        ProfitAndLoss sum = _otherParts.GetValueOrDefault((strategy, asset));
        foreach (KeptInstrument kept in _inOrder)
        {
            if (kept.Definition.SettlementAsset == asset && kept.Find(strategy) is { } line)
                sum += kept.TradingParts(line);
        }

        return sum;
    }

    /// <summary>
    /// What of <see cref="Unattributed"/>'s inventory part is nobody's: each line's profit is rounded down by itself, and what that leaves of the
    /// account's profit, 0 to one smallest unit a line, is kept there so that the parts add up.
    /// </summary>
    public Int128 Rounding(string asset)
    {
        Int128 sum = 0;
        foreach (KeptInstrument kept in _inOrder)
        {
            if (kept.Definition.SettlementAsset == asset)
                sum += kept.RoundingUnits();
        }

        return sum;
    }

    /// <summary>How far the venue's word on what our fills realised agrees with the ledger. Starts anew with each owner.</summary>
    public RealisedAgreement Agreement(string asset) => _agreements.GetValueOrDefault(asset);

    /// <summary>The wallet in smallest units of the asset.</summary>
    public Int128 Wallet(string asset) => Ledger.Balance(asset, LedgerAccount.Wallet);

    /// <summary>Profit of everything open at its last mark, in smallest units of the settlement asset.</summary>
    public Int128 Unrealised(string asset)
    {
        Int128 sum = 0;
        foreach (KeptInstrument kept in _inOrder)
        {
            if (kept.Definition.SettlementAsset == asset)
                sum += kept.UnrealisedUnits(kept.Whole);
        }

        return sum;
    }

    /// <summary>Wallet, spot holdings at cost and unrealised profit: what would be owned of the asset if all were closed at the marks.</summary>
    /// <remarks>Spot holdings count in the asset they were bought with, so the base asset's own wallet is no equity of its own.</remarks>
    public Int128 Equity(string asset) => Wallet(asset) + Ledger.Balance(asset, LedgerAccount.Inventory) + Unrealised(asset);

    /// <summary>The average price of the open lots as decimal text with four decimals more than a tick; null when flat. For reading only.</summary>
    /// <param name="instrument">Where.</param>
    /// <param name="strategy">Whose; null for the account.</param>
    public string? AveragePrice(InstrumentId instrument, string? strategy = null)
    {
        KeptInstrument kept = Require(instrument);
        PositionLine? line = strategy is null ? kept.Whole : kept.Find(strategy);
        return line is null || line.Lots == 0 ? null : Positions.AveragePrice.Format(kept.Math, line, kept.Definition.PriceScale);
    }

    private static PositionView View(KeptInstrument kept, PositionLine line) =>
        new(line.Lots, kept.RealisedUnits(line), kept.UnrealisedUnits(line));

    private static void Add(CanonicalBytes bytes, KeptInstrument kept)
    {
        bytes.Add(kept.Definition.Id.ToString());
        Add(bytes, kept.Whole);
        Add(bytes, kept.NoStrategys);
        bytes.Add((long)kept.Strategies.Count);
        foreach (PositionLine line in kept.Strategies)
            Add(bytes, line);
        Add(bytes, kept.TradeIds(Side.Buy));
        Add(bytes, kept.TradeIds(Side.Sell));
        Add(bytes, kept.FundingTimes);
    }

    private static void Add(CanonicalBytes bytes, PositionLine line)
    {
        bytes.Add(line.Strategy);
        bytes.Add(line.Lots);
        bytes.Add(line.Cost);
        bytes.Add(line.Realised);
        bytes.Add(line.Spread);
    }

    private static void Add(CanonicalBytes bytes, IdWindow window)
    {
        bytes.Add((long)window.Count);
        for (int age = 0; age < window.Count; age++)
            bytes.Add(window[age]);
    }

    private void AddMoney(CanonicalBytes bytes)
    {
        foreach (string asset in Ledger.Assets)
        {
            bytes.Add(asset);
            foreach (LedgerAccount account in Enum.GetValues<LedgerAccount>())
                bytes.Add(Ledger.Balance(asset, account));
        }

        AddParts(bytes);

        bytes.Add(AdjustmentCount);
    }
}
