using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Quern.Tests;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>Bars from raw node answers and from real mainnet logs, line by line against those of a separate program.</summary>
[Trait("Category", "golden")]
public sealed class OhlcGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Bars_of_recorded_logs_are_the_expected_lines()
    {
        int compared = 0;
        foreach (string folder in Folders())
        {
            JsonElement meta = Json(folder, "meta.json");
            foreach (string logs in Files(folder, "getlogs-*.json"))
            {
                foreach (string expected in Files(folder, "expected-*.csv").Where(static file => !Path.GetFileName(file).StartsWith("expected-reorg", StringComparison.Ordinal)))
                {
                    SwapBars bars = new(StepOf(expected));
                    Feed(bars, Logs(Json(logs).GetProperty("result")), Times(Json(folder, "blocks.json")), meta);
                    Compare(expected, Lines(bars.Bars(), meta));
                    compared++;
                }
            }
        }

        Assert.NotEqual(0, compared);
    }

    [Fact]
    public void A_branch_taken_back_leaves_only_the_bars_of_the_branch_that_stays()
    {
        int compared = 0;
        foreach (string folder in Folders().Where(static folder => File.Exists(Path.Combine(folder, "reorg.json"))))
        {
            foreach (string orphaned in Files(folder, "expected-reorg-orphaned-*.csv"))
            {
                TurnAround(folder, orphaned, orphaned.Replace("-orphaned-", "-canonical-", StringComparison.Ordinal));
                compared++;
            }
        }

        Assert.NotEqual(0, compared);
    }

    private void TurnAround(string folder, string expectedOrphaned, string expectedCanonical)
    {
        JsonElement meta = Json(folder, "meta.json");
        JsonElement reorg = Json(folder, "reorg.json");
        long ancestor = (long)BlockHeader.Read(reorg.GetProperty("commonAncestor")).Number;
        SwapBars bars = new(StepOf(expectedOrphaned));
        foreach (string logs in Files(folder, "getlogs-*.json").Take(1))
            Feed(bars, Logs(Json(logs).GetProperty("result")), Times(Json(folder, "blocks.json")), meta);
        bars.MarkFinal(ancestor - 20);

        FeedBranch("orphaned");
        Compare(expectedOrphaned, Last(expectedOrphaned));
        bars.RollBack(ancestor);
        FeedBranch("canonical");
        Compare(expectedCanonical, Last(expectedCanonical));

        // The file holds the last bars only, as many as it has lines.
        List<string> Last(string expected) => [.. Lines(bars.Bars(), meta).TakeLast(File.ReadLines(expected).Count() - 1)];
        void FeedBranch(string name) => Feed(
            bars, Logs(reorg.GetProperty(name).GetProperty("logs")), Times(reorg.GetProperty(name).GetProperty("blocks")), meta);
    }

    [Fact]
    public void Bars_of_real_pools_are_the_expected_lines()
    {
        int files = 0;
        foreach (string expected in Files(TestData.Require("uniswap-v3", "historical"), "*.expected-*.csv"))
        {
            string raw = expected[..expected.IndexOf(".expected-", StringComparison.Ordinal)] + ".raw.csv";
            string[] name = Path.GetFileName(raw).Split('-');
            SwapBars bars = new(StepOf(expected));
            foreach (var block in RawLog.ReadAll(raw).Where(static log => log.Topic == PoolLogs.Swap.Topic).GroupBy(static log => (log.Block, log.Time)))
                bars.Add(block.Key.Block, block.Key.Time, [.. block.Select(static log => log.ToSwap())]);

            Compare(expected, [.. bars.Bars().Select(bar => SwapBarCsv.Line(bar, DecimalsOf(name[1]), DecimalsOf(name[2])))]);
            files++;
        }

        Assert.NotEqual(0, files);
    }

    [Fact]
    public void Consecutive_real_swaps_follow_from_one_swap_step()
    {
        int pairs = 0;
        int reproduced = 0;
        foreach (string raw in Directory.GetFiles(TestData.Require("uniswap-v3", "historical"), "*.raw.csv").Order(StringComparer.Ordinal))
        {
            uint fee = uint.Parse(Path.GetFileName(raw).Split('-')[3], CultureInfo.InvariantCulture);
            PoolSwapped? before = null;
            foreach (RawLog log in RawLog.ReadAll(raw))
            {
                // Liquidity that comes or goes in between breaks the pair.
                if (log.Topic != PoolLogs.Swap.Topic)
                {
                    before = null;
                    continue;
                }

                PoolSwapped swap = log.ToSwap();
                if (before is not null && before.Liquidity == swap.Liquidity && before.SqrtPriceX96 != swap.SqrtPriceX96)
                {
                    pairs++;
                    reproduced += IsOneStep(before, swap, fee) ? 1 : 0;
                }

                before = swap;
            }
        }

        output.WriteLine($"{reproduced} of {pairs} pairs, {pairs - reproduced} differences");
        Assert.NotEqual(0, pairs);
        Assert.Equal(pairs, reproduced);
    }

    // The event does not say whether input or output was asked for, or whether a limit bound: one of the three must give it.
    private static bool IsOneStep(PoolSwapped before, PoolSwapped swap, uint fee)
    {
        bool down = swap.SqrtPriceX96 < before.SqrtPriceX96;
        UInt256 paid = (down ? swap.Amount0 : swap.Amount1).Magnitude;
        UInt256 got = (down ? swap.Amount1 : swap.Amount0).Magnitude;
        UInt256 far = down ? TickMath.MinSqrtRatio + UInt256.One : TickMath.MaxSqrtRatio - UInt256.One;
        return Gives(far, paid, isExactIn: true) || Gives(far, got, isExactIn: false) || Gives(swap.SqrtPriceX96, UInt256.MaxValue >> 1, isExactIn: true);

        bool Gives(UInt256 target, UInt256 amount, bool isExactIn)
        {
            SwapStep step = SwapMath.ComputeSwapStep(before.SqrtPriceX96, target, swap.Liquidity, amount, isExactIn, fee);
            return step.SqrtPriceNextX96 == swap.SqrtPriceX96 && step.AmountIn + step.FeeAmount == paid && step.AmountOut == got;
        }
    }

    // Files are named chain-token0-token1-fee-…; the README of the folder gives the decimals.
    private static int DecimalsOf(string token) => token switch
    {
        "usdc" or "usdt" => 6,
        "wbtc" => 8,
        _ => 18,
    };

    // …-1s.csv, …-5m.csv, …-4h.csv
    private static long StepOf(string expected)
    {
        string width = Path.GetFileNameWithoutExtension(expected).Split('-')[^1];
        return long.Parse(width[..^1], CultureInfo.InvariantCulture) * width[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 86_400 };
    }

    private static string[] Folders() => [.. Directory.GetDirectories(TestData.Require("uniswap-v3"), "ohlc*").Order(StringComparer.Ordinal)];

    private static string[] Files(string folder, string pattern) => [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)];

    private static JsonElement Json(params string[] path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(path)));
        return document.RootElement.Clone();
    }

    private static List<ChainLog> Logs(JsonElement logs) => [.. logs.EnumerateArray().Select(ChainLog.Read)];

    private static Dictionary<string, long> Times(JsonElement blocks) => blocks.EnumerateArray()
        .Select(BlockHeader.Read).ToDictionary(static block => block.Hash, static block => (long)block.Timestamp);

    private static void Feed(SwapBars bars, List<ChainLog> logs, Dictionary<string, long> times, JsonElement meta)
    {
        Address pool = Address.Parse(meta.GetProperty("pool").GetString()!);
        foreach (var block in logs.Where(log => log.Address == pool).GroupBy(static log => (log.BlockNumber, log.BlockHash)))
            bars.Add((long)block.Key.BlockNumber, times[block.Key.BlockHash], [.. block.Select(PoolLogs.Read).OfType<PoolSwapped>()]);
    }

    private static List<string> Lines(IReadOnlyList<SwapBar> bars, JsonElement meta) =>
        [.. bars.Select(bar => SwapBarCsv.Line(bar, meta.GetProperty("decimals0").GetInt32(), meta.GetProperty("decimals1").GetInt32()))];

    private void Compare(string expectedFile, List<string> lines)
    {
        string[] expected = File.ReadAllLines(expectedFile);
        Assert.Equal(SwapBarCsv.Header, expected[0]);
        Assert.Equal(expected.Length - 1, lines.Count);
        for (int index = 0; index < lines.Count; index++)
            Assert.Equal(expected[index + 1], lines[index]);
        output.WriteLine($"{Path.GetFileName(expectedFile)}: {lines.Count} bars, 0 differences");
    }

    private sealed record RawLog(long Block, long Time, string Topic, string Data)
    {
        public static IEnumerable<RawLog> ReadAll(string file)
        {
            foreach (string line in File.ReadLines(file).Skip(1))
            {
                string[] start = line.Split(',', 3);
                long time = (long)(DateTime.ParseExact(
                    start[1], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).TotalSeconds;
                int topic = line.IndexOf("\"\"0x", StringComparison.Ordinal) + 2;
                yield return new(long.Parse(start[0], CultureInfo.InvariantCulture), time, line.Substring(topic, 66), line[(line.LastIndexOf(',') + 1)..]);
            }
        }

        public PoolSwapped ToSwap() => (PoolSwapped)PoolLogs.Read(
            new(Address.Zero, [PoolLogs.Swap.Topic], Hex.Decode(Data), (ulong)Block, "", "", 0, false))!;
    }
}
