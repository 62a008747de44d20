using System.Text.Json;
using Quern.Connectors.Simulated.Core;

namespace Quern.Connectors.Simulated.Wire;

/// <summary>What the wire shows of a position.</summary>
/// <param name="Scale">Symbol and decimals.</param>
/// <param name="SignedLots">Positive is long.</param>
/// <param name="EntryPrice">Average, at the price's scale and four decimals more.</param>
/// <param name="BreakEvenPrice">Entry with the fees paid, at the same scale.</param>
/// <param name="RealisedE8">Profit of all closed lots.</param>
/// <param name="UnrealisedE8">Profit at the mark.</param>
/// <param name="MarkE8">The mark price.</param>
/// <param name="NotionalE8">Signed value at the mark.</param>
/// <param name="InitialMarginE8">Held for the position.</param>
/// <param name="BidNotionalE8">Value of open buys.</param>
/// <param name="AskNotionalE8">Value of open sells.</param>
/// <param name="UpdatedMs">Last change.</param>
internal readonly record struct PositionImage(
    WireScale Scale, long SignedLots, Int128 EntryPrice, Int128 BreakEvenPrice, Int128 RealisedE8, Int128 UnrealisedE8, Int128 MarkE8,
    Int128 NotionalE8, Int128 InitialMarginE8, Int128 BidNotionalE8, Int128 AskNotionalE8, long UpdatedMs);

/// <summary>What the wire shows of a wallet; amounts in 10^-8 of the asset.</summary>
internal readonly record struct WalletImage(
    string Asset, Int128 Wallet, Int128 Unrealised, Int128 PositionMargin, Int128 OpenOrderMargin, long UpdatedMs)
{
    public Int128 MarginBalance => Wallet + Unrealised;

    public Int128 Available => Int128.Max(0, MarginBalance - PositionMargin - OpenOrderMargin);
}

/// <summary>Positions and balances as Binance USD-M spells them.</summary>
internal static class AccountWire
{
    /// <summary>ACCOUNT_UPDATE. A null position leaves the list empty, as for funding.</summary>
    public static void Update(
        Utf8JsonWriter json, ReadOnlySpan<byte> reason, in WalletImage wallet, Int128 changeE8, PositionImage? position, long timeMs)
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "ACCOUNT_UPDATE"u8);
        json.WriteNumber("T"u8, timeMs);
        json.WriteNumber("E"u8, timeMs);
        json.WriteStartObject("a"u8);
        json.WriteStartArray("B"u8);
        json.WriteStartObject();
        json.WriteString("a"u8, wallet.Asset);
        json.Fixed("wb"u8, wallet.Wallet, 8);
        json.Fixed("cw"u8, wallet.Wallet, 8);
        json.FixedOrZero("bc"u8, changeE8, 8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("P"u8);
        if (position is { } held)
            UpdateRow(json, in held, wallet.Asset);
        json.WriteEndArray();
        json.WriteString("m"u8, reason);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void PositionRisk(Utf8JsonWriter json, in PositionImage held, string asset)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, held.Scale.Symbol);
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.Fixed("positionAmt"u8, held.SignedLots, held.Scale.Quantity);
        json.Plain("entryPrice"u8, held.EntryPrice, held.Scale.Price + 4);
        json.Plain("breakEvenPrice"u8, held.BreakEvenPrice, held.Scale.Price + 4);
        json.Fixed("markPrice"u8, held.MarkE8, 8);
        json.Fixed("unRealizedProfit"u8, held.UnrealisedE8, 8);
        json.WriteString("liquidationPrice"u8, "0"u8);
        json.WriteString("isolatedMargin"u8, "0"u8);
        json.Fixed("notional"u8, held.NotionalE8, 8);
        json.WriteString("marginAsset"u8, asset);
        json.WriteString("isolatedWallet"u8, "0"u8);
        json.Fixed("initialMargin"u8, held.InitialMarginE8, 8);
        json.WriteString("maintMargin"u8, "0"u8);
        json.Fixed("positionInitialMargin"u8, held.InitialMarginE8, 8);
        json.WriteString("openOrderInitialMargin"u8, "0"u8);
        json.WriteNumber("adl"u8, 0);
        json.Plain("bidNotional"u8, held.BidNotionalE8, 8);
        json.Plain("askNotional"u8, held.AskNotionalE8, 8);
        json.WriteNumber("updateTime"u8, held.UpdatedMs);
        json.WriteEndObject();
    }

    public static void Balance(Utf8JsonWriter json, in WalletImage wallet, string alias)
    {
        json.WriteStartObject();
        json.WriteString("accountAlias"u8, alias);
        json.WriteString("asset"u8, wallet.Asset);
        json.Fixed("balance"u8, wallet.Wallet, 8);
        json.Fixed("crossWalletBalance"u8, wallet.Wallet, 8);
        json.Fixed("crossUnPnl"u8, wallet.Unrealised, 8);
        json.Fixed("availableBalance"u8, wallet.Available, 8);
        json.Fixed("maxWithdrawAmount"u8, wallet.Available, 8);
        json.WriteBoolean("marginAvailable"u8, true);
        json.WriteNumber("updateTime"u8, wallet.UpdatedMs);
        json.WriteEndObject();
    }

    public static void Account(Utf8JsonWriter json, in WalletImage wallet, ReadOnlySpan<PositionImage> positions)
    {
        Int128 margin = wallet.PositionMargin + wallet.OpenOrderMargin;
        json.WriteStartObject();
        json.Fixed("totalInitialMargin"u8, margin, 8);
        json.Fixed("totalMaintMargin"u8, 0, 8);
        json.Fixed("totalWalletBalance"u8, wallet.Wallet, 8);
        json.Fixed("totalUnrealizedProfit"u8, wallet.Unrealised, 8);
        json.Fixed("totalMarginBalance"u8, wallet.MarginBalance, 8);
        json.Fixed("totalPositionInitialMargin"u8, wallet.PositionMargin, 8);
        json.Fixed("totalOpenOrderInitialMargin"u8, wallet.OpenOrderMargin, 8);
        json.Fixed("totalCrossWalletBalance"u8, wallet.Wallet, 8);
        json.Fixed("totalCrossUnPnl"u8, wallet.Unrealised, 8);
        json.Fixed("availableBalance"u8, wallet.Available, 8);
        json.Fixed("maxWithdrawAmount"u8, wallet.Available, 8);
        json.WriteStartArray("assets"u8);
        AccountAsset(json, in wallet);
        json.WriteEndArray();
        json.WriteStartArray("positions"u8);
        foreach (ref readonly PositionImage position in positions)
            AccountPosition(json, in position);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Income(Utf8JsonWriter json, in AccountFunding funding)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, funding.Market.Symbol);
        json.WriteString("incomeType"u8, "FUNDING_FEE"u8);
        json.Fixed("income"u8, funding.AmountE8, 8);
        json.WriteString("asset"u8, "USDT"u8);
        json.WriteString("info"u8, "FUNDING_FEE"u8);
        json.WriteNumber("time"u8, funding.TimeMs);
        json.WriteNumber("tranId"u8, funding.Id);
        json.WriteString("tradeId"u8, ""u8);
        json.WriteEndObject();
    }

    private static void UpdateRow(Utf8JsonWriter json, in PositionImage held, string asset)
    {
        json.WriteStartObject();
        json.WriteString("s"u8, held.Scale.Symbol);
        json.FixedOrZero("pa"u8, held.SignedLots, held.Scale.Quantity);
        json.Plain("ep"u8, held.EntryPrice, held.Scale.Price + 4);
        json.FixedOrZero("cr"u8, held.RealisedE8, 8);
        json.FixedOrZero("up"u8, held.UnrealisedE8, 8);
        json.WriteString("mt"u8, "cross"u8);
        json.WriteString("iw"u8, "0"u8);
        json.WriteString("ps"u8, "BOTH"u8);
        json.WriteString("ma"u8, asset);
        json.Plain("bep"u8, held.BreakEvenPrice, held.Scale.Price + 4);
        json.WriteEndObject();
    }

    private static void AccountAsset(Utf8JsonWriter json, in WalletImage wallet)
    {
        json.WriteStartObject();
        json.WriteString("asset"u8, wallet.Asset);
        json.Fixed("walletBalance"u8, wallet.Wallet, 8);
        json.Fixed("unrealizedProfit"u8, wallet.Unrealised, 8);
        json.Fixed("marginBalance"u8, wallet.MarginBalance, 8);
        json.Fixed("maintMargin"u8, 0, 8);
        json.Fixed("initialMargin"u8, wallet.PositionMargin + wallet.OpenOrderMargin, 8);
        json.Fixed("positionInitialMargin"u8, wallet.PositionMargin, 8);
        json.Fixed("openOrderInitialMargin"u8, wallet.OpenOrderMargin, 8);
        json.Fixed("crossWalletBalance"u8, wallet.Wallet, 8);
        json.Fixed("crossUnPnl"u8, wallet.Unrealised, 8);
        json.Fixed("availableBalance"u8, wallet.Available, 8);
        json.Fixed("maxWithdrawAmount"u8, wallet.Available, 8);
        json.WriteNumber("updateTime"u8, wallet.UpdatedMs);
        json.WriteEndObject();
    }

    private static void AccountPosition(Utf8JsonWriter json, in PositionImage held)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, held.Scale.Symbol);
        json.WriteString("positionSide"u8, "BOTH"u8);
        json.Fixed("positionAmt"u8, held.SignedLots, held.Scale.Quantity);
        json.Fixed("unrealizedProfit"u8, held.UnrealisedE8, 8);
        json.Fixed("isolatedMargin"u8, 0, 8);
        json.Fixed("notional"u8, held.NotionalE8, 8);
        json.WriteString("isolatedWallet"u8, "0"u8);
        json.Fixed("initialMargin"u8, held.InitialMarginE8, 8);
        json.WriteString("maintMargin"u8, "0"u8);
        json.WriteNumber("updateTime"u8, held.UpdatedMs);
        json.WriteEndObject();
    }
}
