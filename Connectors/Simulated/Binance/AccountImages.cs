using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Wire;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>An account's positions and wallet as the wire shows them.</summary>
internal static class AccountImages
{
    private const string Asset = "USDT";
    private const int EntryDecimals = 4;

    public static PositionImage Position(VenueAccount account, VenueMarket market, int leverage)
    {
        VenuePosition held = account.Positions[market.Index];
        Int128 notional = market.ToE8((Int128)held.SignedLots * market.MarkTicks);
        Int128 entry = held.EntryTicks(EntryDecimals);
        Int128 fee = entry * market.Instrument.Fees.TakerE8 / 100_000_000;
        return new PositionImage(
            new WireScale(market.Symbol, market.PriceScale, market.QuantityScale),
            held.SignedLots,
            entry,
            entry + Math.Sign(held.SignedLots) * fee,
            held.RealisedE8,
            held.UnrealisedE8(market.MarkTicks),
            market.MarkE8,
            notional,
            Int128.Abs(notional) / leverage,
            OpenNotional(account, market, Side.Buy),
            OpenNotional(account, market, Side.Sell),
            held.UpdatedMs);
    }

    public static WalletImage Wallet(VenueAccount account, int leverage)
    {
        Int128 unrealised = 0;
        Int128 positionMargin = 0;
        Int128 orderMargin = 0;
        foreach (VenuePosition held in account.Positions)
        {
            VenueMarket market = held.Market;
            unrealised += held.UnrealisedE8(market.MarkTicks);
            Int128 margin = market.ToE8((Int128)Math.Abs(held.SignedLots) * market.MarkTicks) / leverage;
            long buys = account.OpenLots(market, Side.Buy);
            long sells = account.OpenLots(market, Side.Sell);
            long worst = Math.Max(Math.Abs(held.SignedLots + buys), Math.Abs(held.SignedLots - sells));
            positionMargin += margin;
            orderMargin += Int128.Max(0, market.ToE8((Int128)worst * market.MarkTicks) / leverage - margin);
        }

        return new WalletImage(Asset, account.WalletE8, unrealised, positionMargin, orderMargin, account.WalletUpdatedMs);
    }

    /// <summary>Value of an account's resting orders of one side at their own prices, in 10^-8.</summary>
    public static Int128 OpenNotional(VenueAccount account, VenueMarket market, Side side)
    {
        Int128 value = 0;
        foreach (VenueOrder order in account.Open)
        {
            if (order.Market == market && order.Side == side)
                value += (Int128)order.Price * order.Remaining;
        }

        return market.ToE8(value);
    }
}
