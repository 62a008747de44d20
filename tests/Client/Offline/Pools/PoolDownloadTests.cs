using System.Globalization;
using Quern.Client.Offline.Pools;
using Quern.Client.Output;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Tests.Ethereum;
using Quern.Connectors.Transport;
using Quern.Domain.Pools;

namespace Quern.Client.Tests.Offline.Pools;

[Trait("Category", "unit")]
public sealed class PoolDownloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-download-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_swap_is_a_row_and_every_bar_is_made_of_them()
    {
        FakeChain chain = Busy(blocks: 60);

        DownloadResult result = await Download(chain, "a");

        string[] rows = File.ReadAllLines(Path.Combine(_folder, "a", "swaps.csv"));
        SwapBars minutes = new(60);
        foreach (var block in rows.Skip(1).Select(static row => row.Split(',')).GroupBy(static cells => (long.Parse(cells[0]), long.Parse(cells[1]))))
        {
            minutes.Add(block.Key.Item1, block.Key.Item2, [.. block.Select(static cells => new PoolSwapped(
                Domain.Numerics.Int256.Parse(cells[6]), Domain.Numerics.Int256.Parse(cells[7]), Domain.Numerics.UInt256.Parse(cells[8]),
                UInt128.Parse(cells[9], CultureInfo.InvariantCulture), int.Parse(cells[10], CultureInfo.InvariantCulture)))]);
        }

        Assert.Equal(chain.SwapsUpTo(result.FinalBlock), result.Swaps);
        Assert.Equal(result.Swaps, rows.Length - 1);
        Assert.Equal(
            minutes.Bars().Select(static bar => SwapBarCsv.Line(bar, 18, 18)).Prepend(SwapBarCsv.Header),
            File.ReadAllLines(Path.Combine(_folder, "a", "bars-1m.csv")));
        Assert.Equal(minutes.Bars().Count, result.Bars["1m"]);
        Assert.Equal("", result.Missing);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Killed_anywhere_it_goes_on_with_no_row_doubled_or_lost(int seed)
    {
        FakeChain chain = Busy(blocks: 60);
        await Download(chain, "whole");
        Random random = new(seed);

        for (int run = 0; run < 200; run++)
        {
            int left = random.Next(8, 30);
            chain.Before = (_, _) => left-- == 0 ? throw new HttpTransportException("killed", mayHaveHappened: true) : null;
            try
            {
                await Download(chain, "parts");
                break;
            }
            catch (RpcUnavailableException)
            {
                // What a kill in the middle of a write leaves behind: half a row that no state speaks of.
                if (Directory.Exists(Path.Combine(_folder, "parts")) && random.Next(2) == 0)
                    await File.AppendAllTextAsync(Path.Combine(_folder, "parts", "swaps.csv"), "123,4", Cancellation);
            }
        }

        chain.Before = null;
        await Download(chain, "parts");
        foreach (string file in (string[])["swaps.csv", "bars-1s.csv", "bars-1m.csv"])
            Assert.Equal(File.ReadAllText(Path.Combine(_folder, "whole", file)), File.ReadAllText(Path.Combine(_folder, "parts", file)));
    }

    [Fact]
    public async Task Rows_of_blocks_that_were_taken_back_are_gone_after_the_next_run()
    {
        FakeChain chain = Busy(blocks: 30);
        DownloadOrder order = Order("a") with { WithUnfinal = true };
        DownloadResult before = await new PoolDownload(Client(chain), order, static _ => { }).Run(Cancellation);
        Assert.Equal(chain.SwapsUpTo(chain.Head), before.Swaps);

        chain.TakeBack(4);
        chain.Swap(true, 77_777);
        chain.Mine();
        DownloadResult after = await new PoolDownload(Client(chain), order, static _ => { }).Run(Cancellation);

        Assert.Equal(chain.SwapsUpTo(chain.Head), after.Swaps);
        Assert.Equal(chain.Head, after.LastBlock);
        Assert.Contains(",77777,", File.ReadAllLines(Path.Combine(_folder, "a", "swaps.csv"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_final_blocks_are_taken_and_what_is_missing_is_said()
    {
        FakeChain chain = Busy(blocks: 30);

        DownloadResult result = await new PoolDownload(Client(chain), Order("a") with { To = BlockPoint.Parse($"{chain.Head}") }, static _ => { }).Run(Cancellation);

        Assert.Equal(chain.Head - 5, result.LastBlock);
        Assert.Contains("not final", result.Missing, StringComparison.Ordinal);
        Assert.Equal(chain.SwapsUpTo(chain.Head - 5), result.Swaps);
    }

    [Fact]
    public async Task A_final_block_that_is_gone_is_called_out()
    {
        FakeChain chain = Busy(blocks: 30);
        await Download(chain, "a");
        chain.TakeBack(12);
        for (int block = 0; block < 14; block++)
            chain.Mine();

        DownloadException problem = await Assert.ThrowsAsync<DownloadException>(() => Download(chain, "a"));

        Assert.Equal(ExitCode.Failed, problem.Exit);
        Assert.Contains("no longer has block", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_another_download_is_left_alone()
    {
        FakeChain chain = Busy(blocks: 20);
        await Download(chain, "a");

        DownloadException problem = await Assert.ThrowsAsync<DownloadException>(() =>
            new PoolDownload(Client(chain), Order("a") with { From = BlockPoint.Parse("3") }, static _ => { }).Run(Cancellation));

        Assert.Equal(ExitCode.Usage, problem.Exit);
    }

    [Fact]
    public async Task A_range_of_time_is_the_blocks_that_lie_in_it()
    {
        FakeChain chain = Busy(blocks: 60);
        ulong start = 1_704_456_000;
        DownloadOrder order = Order("a") with { From = BlockPoint.Parse("2024-01-05T12:02:00Z"), To = BlockPoint.Parse("2024-01-05T12:06:00") };

        DownloadResult result = await new PoolDownload(Client(chain), order, static _ => { }).Run(Cancellation);

        string[] rows = File.ReadAllLines(Path.Combine(_folder, "a", "swaps.csv"));
        Assert.All(rows.Skip(1), row => Assert.InRange(ulong.Parse(row.Split(',')[1]), start + 120, start + 359));
        Assert.Equal(chain.SwapsUpTo(result.LastBlock) - chain.SwapsUpTo(result.FirstBlock - 1), result.Swaps);
        Assert.Equal("", result.Missing);
    }

    [Fact]
    public async Task Nodes_that_differ_stop_it_and_a_third_decides()
    {
        FakeChain chain = Busy(blocks: 30);
        FakeChain liar = Busy(blocks: 30);
        liar.Instead = static (method, _, answer) => method == "eth_getLogs" ? "[]" : answer;
        IJsonRpc honest = Rpc(chain);

        await Assert.ThrowsAsync<RpcDisagreementException>(() =>
            new PoolDownload(new(new CheckedJsonRpc([Rpc(liar), honest], 2)), Order("a"), static _ => { }).Run(Cancellation));
        DownloadResult result = await new PoolDownload(new(new CheckedJsonRpc([Rpc(liar), honest, honest], 2)), Order("a"), static _ => { }).Run(Cancellation);

        Assert.Equal(chain.SwapsUpTo(result.FinalBlock), result.Swaps);
    }

    [Fact]
    public async Task Progress_ends_at_all_blocks()
    {
        List<DownloadProgress> told = [];
        FakeChain chain = Busy(blocks: 40);

        DownloadResult result = await new PoolDownload(Client(chain), Order("a"), told.Add).Run(Cancellation);

        Assert.True(told.Count > 3);
        Assert.Equal(told.Select(static one => one.Done).Order(), told.Select(static one => one.Done));
        Assert.Equal((told[^1].Of, result.Swaps), (told[^1].Done, told[^1].Swaps));
    }

    // 12:00:00 UTC on 5 January 2024; ten seconds a block, up to three swaps in each.
    private static FakeChain Busy(int blocks)
    {
        FakeChain chain = new(1_704_456_000, secondsPerBlock: 10);
        Random random = new(11);
        for (int block = 0; block < blocks; block++)
        {
            for (int swap = random.Next(4); swap > 0; swap--)
                chain.Swap(random.Next(2) == 0, (ulong)random.NextInt64(1, 1L << 60));
            chain.Mine();
        }

        return chain;
    }

    private static HttpJsonRpc Rpc(FakeChain chain) => new(chain, new() { Address = FakeChain.Node, Attempts = 1 }, TimeProvider.System);

    private static ChainClient Client(FakeChain chain) => new(Rpc(chain));

    private DownloadOrder Order(string folder) => new()
    {
        Pool = FakeChain.PoolAddress,
        From = BlockPoint.Parse("1"),
        Folder = Path.Combine(_folder, folder),
        BarSeconds = [new("1s", 1), new("1m", 60)],
        ChunkBlocks = 7,
        FinalDepth = 5,
    };

    private Task<DownloadResult> Download(FakeChain chain, string folder) =>
        new PoolDownload(Client(chain), Order(folder), static _ => { }).Run(Cancellation);
}
