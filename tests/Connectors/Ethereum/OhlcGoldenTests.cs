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
    [Theory]
    [InlineData("getlogs-pool.json", 1, "expected-1s.csv")]
    [InlineData("getlogs-pool.json", 60, "expected-1m.csv")]
    [InlineData("getlogs-both-pools.json", 1, "expected-1s.csv")]
    [InlineData("getlogs-both-pools.json", 60, "expected-1m.csv")]
    public void Bars_of_recorded_logs_are_the_expected_lines(string logs, int step, string expected)
    {
        JsonElement meta = Json("meta.json");
        SwapBars bars = new(step);

        Feed(bars, Logs(Json(logs).GetProperty("result")), Times(Json("blocks.json")), meta);

        Compare(TestData.Require("uniswap-v3", "ohlc", expected), Lines(bars.Bars(), meta));
    }

    [Fact]
    public void A_branch_taken_back_leaves_only_the_bars_of_the_branch_that_stays()
    {
        JsonElement meta = Json("meta.json");
        JsonElement reorg = Json("reorg.json");
        JsonElement main = Json("blocks.json");
        ulong ancestor = BlockHeader.Read(reorg.GetProperty("commonAncestor")).Number;
        SwapBars bars = new(60);
        Feed(bars, Logs(Json("getlogs-pool.json").GetProperty("result")), Times(main), meta);
        bars.MarkFinal((long)ancestor - 20);

        FeedBranch("orphaned");
        Compare(TestData.Require("uniswap-v3", "ohlc", "expected-reorg-orphaned-1m.csv"), Last12());
        bars.RollBack((long)ancestor);
        FeedBranch("canonical");
        Compare(TestData.Require("uniswap-v3", "ohlc", "expected-reorg-canonical-1m.csv"), Last12());

        List<string> Last12() => [.. Lines(bars.Bars(), meta).TakeLast(12)];
        void FeedBranch(string name) => Feed(
            bars, Logs(reorg.GetProperty(name).GetProperty("logs")), Times(reorg.GetProperty(name).GetProperty("blocks")), meta);
    }

    [Fact]
    public void Bars_of_real_pools_are_the_expected_lines()
    {
        string folder = TestData.Require("uniswap-v3", "historical");
        int files = 0;
        foreach (string expected in Directory.GetFiles(folder, "*.expected-*.csv").Order(StringComparer.Ordinal))
        {
            string raw = expected[..expected.IndexOf(".expected-", StringComparison.Ordinal)] + ".raw.csv";
            SwapBars bars = new(expected.EndsWith("-1s.csv", StringComparison.Ordinal) ? 1 : 60);
            foreach (var block in RawLog.ReadAll(raw).Where(static log => log.Topic == PoolLogs.Swap.Topic).GroupBy(static log => (log.Block, log.Time)))
                bars.Add(block.Key.Block, block.Key.Time, [.. block.Select(static log => log.ToSwap())]);

            // USDC has 6 decimals, WETH 18 (README of the folder).
            Compare(expected, [.. bars.Bars().Select(static bar => SwapBarCsv.Line(bar, 6, 18))]);
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
            uint fee = raw.Contains("-3000-", StringComparison.Ordinal) ? 3000u : 500u;
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

        output.WriteLine($"{reproduced} of {pairs} pairs");
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

    private static JsonElement Json(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(TestData.Require("uniswap-v3", "ohlc", name)));
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
