using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Simulated.Core;

internal sealed partial class VenueCore
{
    // The mark follows the book's mid toward the index with this share per second: a minute's worth of averaging.
    private const int BasisShare = 30;
    private const long FundingCapE8 = 750_000;
    private const long InterestE8 = 10_000;

    private long _fundingId;

    private void StartSecondTimer() =>
        _timers.Add(Clock.Every(Gate, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), OnSecond));

    private void OnSecond()
    {
        long nowMs = Clock.NowMs;
        foreach (VenueMarket market in Markets)
        {
            SetMark(market);
            if (nowMs >= market.NextFundingMs)
                PayFunding(market, nowMs);
        }

        Listener?.OnMarks(nowMs);
    }

    private static void SetMark(VenueMarket market)
    {
        Touch touch = market.Book.Touch;
        if (!touch.IsTwoSided || market.IsRecorded)
            return;

        Int128 mid = market.TicksToE8(touch.MidHalfTicks) / 2;
        Int128 basis = market.MarkE8 - market.IndexE8;
        market.MarkE8 = market.IndexE8 + basis + (mid - market.IndexE8 - basis) / BasisShare;

        // The usual formula: premium, pulled toward the interest rate, within a cap.
        long premium = (long)((market.MarkE8 - market.IndexE8) * 100_000_000 / market.IndexE8);
        long rate = premium + Math.Clamp(InterestE8 - premium, -5 * InterestE8, 5 * InterestE8);
        market.FundingRateE8 = Math.Clamp(rate, -FundingCapE8, FundingCapE8);
    }

    /// <summary>Books the funding that is due on an instrument, for all accounts.</summary>
    public void PayFunding(VenueMarket market, long nowMs)
    {
        Int128 paidByAccounts = 0;
        for (int owner = 1; owner < Accounts.Count; owner++)
        {
            VenueAccount account = Accounts[owner];
            Int128 value = market.ToE8((Int128)account.Positions[market.Index].SignedLots * market.MarkTicks);
            Int128 change = -value * market.FundingRateE8 / 100_000_000;
            if (change == 0)
                continue;
            paidByAccounts -= change;
            PayFunding(account, market, change, nowMs);
        }

        // The crowd is the other side of everybody: what accounts pay, it gets, to the last unit.
        Crowd.WalletE8 += paidByAccounts;
        Crowd.FundingE8 += paidByAccounts;
        market.NextFundingMs = NextFunding(nowMs);
    }

    private void PayFunding(VenueAccount account, VenueMarket market, Int128 change, long nowMs)
    {
        account.WalletE8 += change;
        account.FundingE8 += change;
        account.WalletUpdatedMs = nowMs;
        account.Add(new AccountFunding(market, change, ++_fundingId, nowMs));
        _canonical.Funding(market, account, change, Clock.NowNs);
        Listener?.OnFunding(account, market, change, nowMs);
    }

    private long NextFunding(long nowMs)
    {
        long interval = (long)_options.FundingInterval.TotalMilliseconds;
        return (nowMs / interval + 1) * interval;
    }
}
