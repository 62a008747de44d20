using System.Diagnostics;
using System.Text.Json;
using Quern.Client.Tests.Silo;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Tests.Ethereum;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Client.Tests.Offline.Pools;

public sealed class PoolsVerbTests : IDisposable
{
    private const string Pool = "0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640";
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-pools-").FullName;
    private TestTerminal _terminal = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, Trait("Category", "unit")]
    [InlineData("no address", "--pool", "0x12", "--rpc", "http://x", "--from", "1")]
    [InlineData("no http", "--pool", Pool, "--rpc", "ftp://x", "--from", "1")]
    [InlineData("neither a block", "--pool", Pool, "--rpc", "http://x", "--from", "yesterday")]
    [InlineData("list of widths", "--pool", Pool, "--rpc", "http://x", "--from", "1", "--bars", "1x")]
    [InlineData("not a chain", "--pool", Pool, "--rpc", "http://x", "--from", "1", "--chain", "moon")]
    [InlineData("more than the nodes", "--pool", Pool, "--rpc", "http://x", "--from", "1", "--quorum", "2")]
    [InlineData("--from", "--pool", Pool, "--rpc", "http://x")]
    public async Task A_senseless_line_ends_with_64_and_one_line_of_advice(string advice, params string[] args)
    {
        Assert.Equal(64, await Run(["pools", "download", .. args]));

        Assert.Contains(advice, _terminal.Complained, StringComparison.Ordinal);
        Assert.Equal(1, _terminal.Complained.Count(letter => letter == '\n'));
    }

    [Fact, Trait("Category", "unit")]
    public async Task Nobody_there_ends_with_2()
    {
        Assert.Equal(2, await Run("pools", "download", "--pool", Pool, "--rpc", "http://127.0.0.1:1/secret-token", "--from", "1", "--out", _folder));

        Assert.Contains("127.0.0.1:1", _terminal.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", _terminal.Complained, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "end-to-end")]
    public async Task A_pool_on_a_real_node_is_downloaded_over_http_and_web_socket_and_gone_on_with()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "0", "--gas-price", "0");
        DeployedContracts contracts = await DeployedContracts.Deploy(node);
        Address pool = await contracts.CreatePool(3000, UInt256.One << 96);
        AmountsWanted wanted = new(UInt256.PowerOfTen(21), UInt256.PowerOfTen(21), 0UL, 0UL, UInt256.MaxValue);
        await contracts.Send(contracts.Users[0], contracts.Manager.Mint(new(contracts.Token0, contracts.Token1, 3000, -6000, 6000, wanted, contracts.Users[0].Address)));
        await node.Tell("evm_setAutomine", false);
        string[] line =
        [
            "pools", "download", "--pool", pool.ToString(), "--rpc", node.Address.ToString(), "--rpc", $"ws://{node.Address.Authority}",
            "--from", "1", "--out", Path.Combine(_folder, "a"), "--bars", "1s,1m", "--chunk", "5", "--final-depth", "3", "--json",
        ];

        await Swaps(node, contracts, blocks: 12);
        Assert.Equal(0, await Run(line));
        int before = Rows().Length;
        await Swaps(node, contracts, blocks: 12);
        Assert.Equal(0, await Run(line));
        await Compare(node, pool, depth: 3);
        Assert.True(Rows().Length > before);

        // A block that is not there yet is missing; three blocks taken back leave no row behind.
        Assert.Equal(4, await Run([.. line, "--to", "100000"]));
        string fork = (await node.Tell("evm_snapshot")).GetString()!;
        await Swaps(node, contracts, blocks: 3);
        Assert.Equal(0, await Run([.. line, "--unfinal"]));
        await node.Tell("evm_revert", fork);
        await Swaps(node, contracts, blocks: 4);
        Assert.Equal(0, await Run([.. line, "--unfinal"]));
        await Compare(node, pool, depth: 0);
        Assert.Equal(2, await Run([.. line, "--chain", "ethereum"]));

        JsonElement told = JsonSerializer.Deserialize<JsonElement>(await LastJson([.. line, "--unfinal"]));
        Assert.Equal(Rows().Length, told.GetProperty("swaps").GetInt32());
    }

    [Fact, Trait("Category", "end-to-end")]
    public async Task A_download_that_is_killed_again_and_again_ends_with_the_rows_of_one_that_was_not()
    {
        await using EvmNode node = await EvmNode.Start("--base-fee", "0", "--gas-price", "0");
        DeployedContracts contracts = await DeployedContracts.Deploy(node);
        Address pool = await contracts.CreatePool(3000, UInt256.One << 96);
        AmountsWanted wanted = new(UInt256.PowerOfTen(21), UInt256.PowerOfTen(21), 0UL, 0UL, UInt256.MaxValue);
        await contracts.Send(contracts.Users[0], contracts.Manager.Mint(new(contracts.Token0, contracts.Token1, 3000, -6000, 6000, wanted, contracts.Users[0].Address)));
        await node.Tell("evm_setAutomine", false);
        await Swaps(node, contracts, blocks: 250);
        string state = Path.Combine(_folder, "a", "download.json");
        string[] line =
        [
            "pools", "download", "--pool", pool.ToString(), "--rpc", node.Address.ToString(), "--from", "1",
            "--out", Path.Combine(_folder, "a"), "--bars", "1s", "--chunk", "1", "--final-depth", "0",
        ];

        int kills = 0;
        while (kills < 4)
        {
            ulong before = NextBlock(state);
            using Process console = Process.Start(Console(line))!;
            while (!console.HasExited && NextBlock(state) < before + 20)
                await Task.Delay(2, TestContext.Current.CancellationToken);
            Assert.False(console.HasExited, "It ended before it could be killed.");
            console.Kill();
            await console.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
        }

        ulong reached = NextBlock(state);
        Assert.Equal(0, await Run(line));
        Assert.InRange(reached, 80UL, await node.Client.BlockNumber(TestContext.Current.CancellationToken));
        await Compare(node, pool, depth: 0);
    }

    private static ProcessStartInfo Console(string[] line)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Quern.Client.dll"), .. line])
            start.ArgumentList.Add(argument);
        return start;
    }

    private static ulong NextBlock(string state)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(state)).GetProperty("nextBlock").GetUInt64();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task<string> LastJson(string[] line)
    {
        Assert.Equal(0, await Run(line));
        return _terminal.Printed;
    }

    private static async Task Swaps(EvmNode node, DeployedContracts contracts, int blocks)
    {
        Random random = new(blocks);
        for (int block = 0; block < blocks; block++)
        {
            for (int swap = random.Next(4); swap > 0; swap--)
            {
                PrivateKey user = contracts.Users[1];
                (Address tokenIn, Address tokenOut) = random.Next(2) == 0 ? (contracts.Token0, contracts.Token1) : (contracts.Token1, contracts.Token0);
                await contracts.Post(user, contracts.Router.ExactInputSingle(
                    new(tokenIn, tokenOut, 3000, user.Address, UInt256.MaxValue, UInt256.PowerOfTen(random.Next(3, 19)), 0UL, 0UL)));
            }

            await node.Mine();
        }
    }

    // The node's own raw answer, read by hand: block, index, price and amounts of every swap.
    private async Task Compare(EvmNode node, Address pool, int depth)
    {
        ulong last = await node.Client.BlockNumber(TestContext.Current.CancellationToken) - (ulong)depth;
        JsonElement logs = await node.Rpc.Send(
            new RpcRequest("eth_getLogs", new System.Text.Json.Nodes.JsonObject
            {
                ["address"] = pool.ToString(),
                ["fromBlock"] = "0x1",
                ["toBlock"] = $"0x{last:x}",
                ["topics"] = new System.Text.Json.Nodes.JsonArray("0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67"),
            }),
            TestContext.Current.CancellationToken);
        string[] theirs = [.. logs.EnumerateArray().Select(static log =>
        {
            string data = log.GetProperty("data").GetString()![2..];
            return $"{Convert.ToUInt64(log.GetProperty("blockNumber").GetString(), 16)},{Convert.ToUInt64(log.GetProperty("logIndex").GetString(), 16)},"
                + $"{log.GetProperty("transactionHash").GetString()},{Word(data, 0)},{Word(data, 1)},{UInt256.ParseHex(data.Substring(128, 64))}";
        })];

        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, Rows().Select(static row => row.Split(',')).Select(static cells => $"{cells[0]},{cells[2]},{cells[3]},{cells[6]},{cells[7]},{cells[8]}"));
        Assert.Equal(theirs.Length, File.ReadLines(Path.Combine(_folder, "a", "bars-1s.csv")).Skip(1).Sum(static bar => int.Parse(bar.Split(',')[14])));

        static Int256 Word(string data, int index) => Int256.FromBits(UInt256.ParseHex(data.Substring(64 * index, 64)));
    }

    private string[] Rows() => [.. File.ReadLines(Path.Combine(_folder, "a", "swaps.csv")).Skip(1)];

    private Task<int> Run(params string[] args)
    {
        _terminal = new();
        return _terminal.RunAsync(null, _folder, args);
    }
}
