using System.Text.Json;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>Reads what REST says about an account: balances, positions, fills. Null when a body is not of its shape.</summary>
internal static class AccountParser
{
    private const int E8 = 8;
    private const long NsPerMs = 1_000_000;

    /// <summary>Reads <c>balance</c>, or the assets of <c>account</c>: wallets other than zero.</summary>
    public static IReadOnlyList<VenueBalance>? Balances(byte[] body, long receiveTimeNs)
    {
        List<VenueBalance> balances = [];
        return RestParser.TryRead(body, Read, out _) ? balances : null;

        bool Read(JsonElement root)
        {
            bool isAccount = root.ValueKind is JsonValueKind.Object;
            foreach (JsonElement row in (isAccount ? root.GetProperty("assets") : root).EnumerateArray())
            {
                Int128 walletE8 = RestParser.Rounded(row.GetProperty(isAccount ? "walletBalance" : "balance"), E8);
                if (walletE8 != 0)
                {
                    balances.Add(new(
                        row.GetProperty("asset").GetString()!, walletE8, 0, BalanceCause.Snapshot,
                        RestParser.Integer(row.GetProperty("updateTime")) * NsPerMs, receiveTimeNs));
                }
            }

            return true;
        }
    }

    /// <summary>Reads <c>positionRisk</c>, any version: positions other than zero of the instruments that <paramref name="find"/> knows.</summary>
    /// <param name="body">The reply.</param>
    /// <param name="find">Finds an instrument by symbol.</param>
    /// <param name="receiveTimeNs">Our stamp.</param>
    /// <param name="isHedged">True when a position other than zero belongs to one side only: the account is in hedge mode.</param>
    public static IReadOnlyList<VenuePosition>? Positions(byte[] body, Func<string, Instrument?> find, long receiveTimeNs, out bool isHedged)
    {
        List<VenuePosition> positions = [];
        bool hedged = false;
        bool isRead = RestParser.TryRead(body, Read, out _);
        isHedged = hedged;
        return isRead ? positions : null;

        bool Read(JsonElement root)
        {
            foreach (JsonElement row in root.EnumerateArray())
            {
                if (RestParser.Rounded(row.GetProperty("positionAmt"), E8) == 0)
                    continue;
                hedged |= !row.GetProperty("positionSide").ValueEquals("BOTH");
                if (find(row.GetProperty("symbol").GetString()!) is not { } instrument)
                    continue;
                positions.Add(new(
                    instrument.Id, RestParser.Exact(row.GetProperty("positionAmt"), instrument.QuantityScale),
                    RestParser.Rounded(row.GetProperty("entryPrice"), E8),
                    RestParser.Integer(row.GetProperty("updateTime")) * NsPerMs, receiveTimeNs));
            }

            return true;
        }
    }

    /// <summary>Reads <c>userTrades</c>, in the venue's order: oldest first.</summary>
    public static IReadOnlyList<ExecutionReport>? Fills(byte[] body, Instrument instrument, long receiveTimeNs)
    {
        List<ExecutionReport> fills = [];
        return RestParser.TryRead(body, Read, out _) ? fills : null;

        bool Read(JsonElement root)
        {
            foreach (JsonElement row in root.EnumerateArray())
                fills.Add(Fill(row, instrument, receiveTimeNs));
            return true;
        }
    }

    /// <summary>Reads <c>income</c>, in the venue's order: oldest first. What is no funding, or of instruments that nobody knows, is left out.</summary>
    /// <param name="body">The reply.</param>
    /// <param name="find">Finds an instrument by symbol.</param>
    /// <param name="payments">Takes the payments.</param>
    /// <returns>How many rows there were, and the newest one's time in Unix milliseconds; null when the body is not of its shape.</returns>
    public static (int Rows, long NewestMs)? TryReadFunding(byte[] body, Func<string, Instrument?> find, List<VenueFunding> payments)
    {
        int rows = 0;
        long newestMs = 0;
        return RestParser.TryRead(body, Read, out _) ? (rows, newestMs) : null;

        bool Read(JsonElement root)
        {
            foreach (JsonElement row in root.EnumerateArray())
            {
                rows++;
                newestMs = Math.Max(newestMs, RestParser.Integer(row.GetProperty("time")));
                if (!row.GetProperty("incomeType").ValueEquals("FUNDING_FEE") || find(row.GetProperty("symbol").GetString()!) is not { } instrument)
                    continue;
                payments.Add(new(
                    instrument.Id, RestParser.Rounded(row.GetProperty("income"), E8), RestParser.Integer(row.GetProperty("time")) * NsPerMs));
            }

            return true;
        }
    }

    private static ExecutionReport Fill(JsonElement row, Instrument instrument, long receiveTimeNs) => new()
    {
        Kind = ReportKind.Traded,
        Id = default,
        Instrument = instrument.Id,
        VenueOrderId = RestParser.Integer(row.GetProperty("orderId")).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Side = row.GetProperty("side").ValueEquals("BUY") ? Side.Buy : Side.Sell,
        LastPrice = new((long)RestParser.Rounded(row.GetProperty("price"), instrument.PriceScale)),
        LastQuantity = new(RestParser.Exact(row.GetProperty("qty"), instrument.QuantityScale)),
        TradeId = RestParser.Integer(row.GetProperty("id")),
        IsMaker = row.GetProperty("maker").GetBoolean(),
        FeeE8 = RestParser.Rounded(row.GetProperty("commission"), E8),
        FeeAsset = row.GetProperty("commissionAsset").GetString(),
        VenueTimeNs = RestParser.Integer(row.GetProperty("time")) * NsPerMs,
        ReceiveTimeNs = receiveTimeNs,
    };
}
