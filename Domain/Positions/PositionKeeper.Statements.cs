using Quern.Domain.Instruments;

namespace Quern.Domain.Positions;

public sealed partial class PositionKeeper
{
    /// <summary>The venue's position minus ours, in lots. Zero is agreement.</summary>
    public long Difference(in VenuePosition statement) => statement.SignedLots - Require(statement.Instrument).Whole.Lots;

    /// <summary>The venue's wallet minus ours, in smallest units of the asset. Zero is agreement.</summary>
    public Int128 Difference(in VenueBalance statement) =>
        FromE8(statement.Asset, statement.WalletE8) - Ledger.Balance(statement.Asset, LedgerAccount.Wallet);

    /// <summary>Makes the venue's position ours. The difference is unattributed, opened or closed at the last mark: no profit arises from it.</summary>
    /// <param name="statement">What the venue says.</param>
    /// <param name="cause">Why books differ, in words.</param>
    /// <param name="nowNs">Unix nanoseconds.</param>
    /// <returns>What was booked; null when both agree.</returns>
    /// <exception cref="InvalidOperationException">There is neither a mark nor an entry price to value the difference at: mark first.</exception>
    public Adjustment? Reconcile(in VenuePosition statement, string cause, long nowNs)
    {
        KeptInstrument kept = Require(statement.Instrument);
        long ours = kept.Whole.Lots;
        if (statement.SignedLots == ours)
            return null;

        long mid = kept.MidHalfTicks ?? EntryHalfTicks(kept.Definition, statement.EntryPriceE8);
        kept.MidHalfTicks = mid;
        BookTrade(kept, Unattributed, null, statement.SignedLots - ours, mid, mid, nowNs);
        return Note(new(statement.Instrument.ToString(), ours, statement.SignedLots, cause, nowNs));
    }

    /// <summary>Makes the venue's wallet ours. The difference is a named part of profit.</summary>
    /// <param name="statement">What the venue says.</param>
    /// <param name="cause">Why books differ, in words.</param>
    /// <param name="nowNs">Unix nanoseconds.</param>
    /// <returns>What was booked; null when both agree.</returns>
    public Adjustment? Reconcile(in VenueBalance statement, string cause, long nowNs)
    {
        Int128 ours = Ledger.Balance(statement.Asset, LedgerAccount.Wallet);
        Int128 difference = Difference(statement);
        if (difference == 0)
            return null;

        Ledger.Post(statement.Asset, LedgerAccount.Wallet, LedgerAccount.Adjustments, difference);
        AddPart(Unattributed, statement.Asset, new(0, 0, 0, 0, 0, difference));
        return Note(new(statement.Asset, ours, ours + difference, cause, nowNs));
    }

    /// <summary>The wallet was compared with the venue's, which has all that was booked here: how realised profits differed before is settled.</summary>
    public void SettleRealised(string asset)
    {
        if (_agreements.TryGetValue(asset, out RealisedAgreement agreement))
            _agreements[asset] = agreement with { Difference = 0 };
        _realised.ForgetOurs();
    }

    private static long EntryHalfTicks(Instrument instrument, Int128 entryPriceE8)
    {
        Int128 halfTicks = 2 * entryPriceE8 * PayoffMath.PowerOfTen(instrument.PriceScale)
            / PayoffMath.PowerOfTen(PositionSettings.DefaultScale);
        return halfTicks > 0
            ? (long)halfTicks
            : throw new InvalidOperationException(
                $"{instrument.Id} has neither mark nor entry price: mark it before its position is reconciled.");
    }

    private Adjustment Note(Adjustment adjustment)
    {
        if (_adjustments.Count == _settings.AdjustmentsKept)
            _adjustments.Dequeue();
        _adjustments.Enqueue(adjustment);
        AdjustmentCount++;
        return adjustment;
    }
}
