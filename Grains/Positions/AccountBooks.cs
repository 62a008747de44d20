using System.Globalization;
using Google.Protobuf;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;
using Quern.Domain.Risk;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Journal;
using Quern.Grains.Orders;
using Quern.Proto;
using Side = Quern.Domain.Instruments.Side;

namespace Quern.Grains.Positions;

/// <summary>An account's books and the journal they are rebuilt from: whatever is booked is journaled first.</summary>
internal sealed partial class AccountBooks
{
    private const uint Schema = 1;
    private const int TradesKept = 4_096;
    private readonly IJournal _journal;
    private readonly Envelope _envelope;
    private readonly FundingKeys _unnamedFundings = new();
    private readonly Dictionary<(string Instrument, Side Side), IdWindow> _trades = [];

    private AccountBooks(PositionKeeper keeper, IJournal journal, string run, string desk)
    {
        Keeper = keeper;
        _journal = journal;
        _envelope = new() { Schema = Schema, Run = run, Desk = desk, Epoch = (uint)journal.Epoch };
    }

    /// <summary>The books.</summary>
    public PositionKeeper Keeper { get; }

    /// <summary>Records ever written; 0 before the books were opened.</summary>
    public int Records { get; private set; }

    /// <summary>Number of the last fill booked.</summary>
    public long LastFill { get; private set; }

    /// <summary>When the newest booked funding was paid, by the venue, Unix nanoseconds; before the first, when the books were opened; 0 without books.</summary>
    public long FundedUntilNs { get; private set; }

    /// <summary>Fills booked.</summary>
    public long Fills { get; private set; }

    /// <summary>True once the journal refused a record: this hold on it is lost for good, and with it what waited to become durable.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The money of the day as it was journaled last.</summary>
    public EquityDay Equity { get; private set; } = EquityDay.None;

    /// <summary>
    /// Books a fill unless that trade is booked already, or a fill before it is missing. The trade decides, not its number: an order manager
    /// whose journal lost its end numbers anew from there.
    /// </summary>
    /// <returns>True when it is booked now.</returns>
    public bool Book(FillMessage fill, long nowNs)
    {
        if (fill.Sequence > LastFill + 1)
            return false;
        LastFill = Math.Max(LastFill, fill.Sequence);
        if (TradesOf(fill.Instrument, fill.Side).Contains(fill.TradeId))
            return false;

        // A mark is not journaled: what is booked by it is.
        FillMessage booked = fill.MidHalfTicks == 0 ? fill with { MidHalfTicks = MarkOf(fill.Instrument) } : fill;
        Write(nowNs, new LedgerRecord { Fill = BookedFills.ToRecord(booked) });
        return true;
    }

    /// <summary>Books a payment of the venue's history, once.</summary>
    /// <returns>False when it was booked already.</returns>
    public bool BookFunding(in VenueFunding funding, long nowNs)
    {
        if (funding.TimeNs <= _unnamedFundings.NewestNs || Keeper.IsFundingBooked(funding.Instrument, funding.TimeNs))
            return false;
        Write(nowNs, new LedgerRecord
        {
            Funding = new() { Instrument = funding.Instrument.ToString(), AmountE8 = Text(funding.AmountE8), VenueTimeNs = (ulong)funding.TimeNs },
        });
        return true;
    }

    /// <summary>Books a payment that the account stream told, once: of a venue that cannot be asked whose it is.</summary>
    /// <returns>False when it was booked already.</returns>
    public bool BookFunding(AccountEventMessage funding, long nowNs)
    {
        if (_unnamedFundings.Contains(funding.VenueTimeNs, Text(funding.WalletE8)))
            return false;
        Write(nowNs, new LedgerRecord
        {
            Funding = new()
            {
                Asset = funding.Asset,
                AmountE8 = Text(funding.ChangeE8),
                WalletE8 = Text(funding.WalletE8),
                VenueTimeNs = (ulong)funding.VenueTimeNs,
            },
        });
        return true;
    }

    /// <summary>Books money that came or went; no profit.</summary>
    public void BookTransfer(string asset, Int128 amountE8, string cause, long nowNs) =>
        Write(nowNs, new LedgerRecord { Transfer = new() { Asset = asset, AmountE8 = Text(amountE8), Cause = cause } });

    /// <summary>Makes the venue's position ours when they differ.</summary>
    /// <returns>True when they did.</returns>
    public bool TakePosition(AccountEventMessage stated, long midHalfTicks, string cause, long nowNs)
    {
        if (Keeper.Difference(PositionOf(stated.Instrument, stated.SignedLots, stated.EntryPriceE8)) == 0)
            return false;
        Write(nowNs, new LedgerRecord
        {
            Position = new()
            {
                Instrument = stated.Instrument,
                SignedLots = stated.SignedLots,
                MidHalfTicks = midHalfTicks == 0 ? MarkOf(stated.Instrument) : midHalfTicks,
                EntryPriceE8 = Text(stated.EntryPriceE8),
                Cause = cause,
            },
        });
        return true;
    }

    /// <summary>Makes the venue's wallet ours when they differ.</summary>
    /// <returns>True when they did.</returns>
    public bool TakeBalance(AccountEventMessage stated, string cause, long nowNs)
    {
        Keeper.SettleRealised(stated.Asset);
        if (Keeper.Difference(BalanceOf(stated.Asset, stated.WalletE8)) == 0)
            return false;
        Write(nowNs, new LedgerRecord { Balance = new() { Asset = stated.Asset, WalletE8 = Text(stated.WalletE8), Cause = cause } });
        return true;
    }

    /// <summary>Keeps what loss limits must not forget. Books nothing.</summary>
    public void KeepEquity(string asset, in EquityDay day, long nowNs) => Write(nowNs, new LedgerRecord { Equity = Marked(asset, day) });

    private void Write(long nowNs, LedgerRecord record)
    {
        record.TimeNs = (ulong)nowNs;
        _envelope.Sequence++;
        _envelope.PublishTimeNs = (ulong)nowNs;
        _envelope.LedgerRecord = record;
        try
        {
            _journal.Append(_envelope.ToByteArray());
        }
        catch (JournalException)
        {
            IsLost = true;
            throw;
        }

        Records++;
        Apply(record);
    }

    private void Apply(LedgerRecord record)
    {
        switch (record.EntryCase)
        {
            case LedgerRecord.EntryOneofCase.Fill:
                LastFill = Math.Max(LastFill, record.Fill.Sequence);
                TradesOf(record.Fill.Instrument, (Side)(record.Fill.Side - 1)).Add(record.Fill.TradeId);
                Fills++;
                Keeper.Apply(FillOf(record.Fill), record.Fill.MidHalfTicks == 0 ? null : record.Fill.MidHalfTicks);
                break;
            case LedgerRecord.EntryOneofCase.Funding:
                Apply(record.Funding);
                break;
            case LedgerRecord.EntryOneofCase.Transfer:
                if (FundedUntilNs == 0)
                    FundedUntilNs = (long)record.TimeNs;
                Keeper.Transfer(record.Transfer.Asset, Number(record.Transfer.AmountE8));
                break;
            case LedgerRecord.EntryOneofCase.Position:
                StatedPosition position = record.Position;
                if (position.MidHalfTicks != 0)
                    Keeper.Mark(InstrumentId.Parse(position.Instrument), position.MidHalfTicks);
                Keeper.Reconcile(PositionOf(position.Instrument, position.SignedLots, Number(position.EntryPriceE8)), position.Cause, (long)record.TimeNs);
                break;
            case LedgerRecord.EntryOneofCase.Balance:
                Keeper.Reconcile(BalanceOf(record.Balance.Asset, Number(record.Balance.WalletE8)), record.Balance.Cause, (long)record.TimeNs);
                break;
            case LedgerRecord.EntryOneofCase.Equity:
                Equity = EquityOf(record.Equity);
                break;
        }
    }

    private void Apply(BookedFunding funding)
    {
        long timeNs = (long)funding.VenueTimeNs;
        FundedUntilNs = Math.Max(FundedUntilNs, timeNs);
        if (funding.Instrument.Length > 0)
        {
            Keeper.ApplyFunding(InstrumentId.Parse(funding.Instrument), timeNs, Number(funding.AmountE8));
            return;
        }

        _unnamedFundings.Add(timeNs, funding.WalletE8);
        Keeper.ApplyFunding(funding.Asset, Number(funding.AmountE8));
    }

    /// <summary>The fill as the domain knows it.</summary>
    public static OwnFill FillOf(FillMessage fill) => new(
        InstrumentId.Parse(fill.Instrument), new(fill.OrderId), fill.Strategy, fill.Side, new(fill.PriceTicks), new(fill.QuantityLots), fill.TradeId,
        fill.IsMaker, fill.FeeE8, fill.FeeAsset.Length == 0 ? null : fill.FeeAsset, fill.VenueTimeNs, fill.ReceiveTimeNs);

    private long MarkOf(string instrument) => Keeper.MarkOf(InstrumentId.Parse(instrument)) ?? 0;

    private IdWindow TradesOf(string instrument, Side side)
    {
        if (!_trades.TryGetValue((instrument, side), out IdWindow? trades))
            _trades.Add((instrument, side), trades = new(TradesKept));
        return trades;
    }

    private static EquityDay EquityOf(EquityMarked marked) =>
        new(marked.Day, Number(marked.StartE8), Number(marked.PeakE8), Number(marked.WorstLossE8), Number(marked.WorstDrawdownE8));

    private static EquityMarked Marked(string asset, in EquityDay day) => new()
    {
        Asset = asset,
        Day = day.Day,
        StartE8 = Text(day.StartE8),
        PeakE8 = Text(day.PeakE8),
        WorstLossE8 = Text(day.WorstLossE8),
        WorstDrawdownE8 = Text(day.WorstDrawdownE8),
    };

    private static OwnFill FillOf(BookedFill fill) => new(
        InstrumentId.Parse(fill.Instrument),
        new(fill.ClientOrderId),
        fill.Strategy,
        (Side)(fill.Side - 1),
        new(fill.PriceTicks),
        new(fill.QuantityLots),
        fill.TradeId,
        fill.Maker,
        Number(fill.FeeE8),
        fill.FeeAsset.Length == 0 ? null : fill.FeeAsset,
        (long)fill.VenueTimeNs,
        (long)fill.ReceiveTimeNs);

    private static VenuePosition PositionOf(string instrument, long lots, Int128 entryPriceE8) =>
        new(InstrumentId.Parse(instrument), lots, entryPriceE8, 0, 0);

    private static VenueBalance BalanceOf(string asset, Int128 walletE8) => new(asset, walletE8, 0, BalanceCause.Snapshot, 0, 0);

    private static string Text(Int128 value) => value.ToString(CultureInfo.InvariantCulture);

    private static Int128 Number(string text) => Int128.Parse(text, CultureInfo.InvariantCulture);
}
