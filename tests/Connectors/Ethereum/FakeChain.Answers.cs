using System.Globalization;
using System.Text.Json;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

internal sealed partial class FakeChain
{
    private static readonly Dictionary<string, Func<Block, ReadOnlyMemory<byte>, AbiValue[]?>> Views = new()
    {
        [Selector("slot0()")] = static (block, _) =>
        [
            block.Pool.State.SqrtPriceX96, (long)block.Pool.State.Tick, (ulong)block.Pool.State.ObservationIndex, (ulong)block.Pool.State.ObservationCardinality,
            (ulong)block.Pool.State.ObservationCardinalityNext, (ulong)block.Pool.State.FeeProtocol, true,
        ],
        [Selector("liquidity()")] = static (block, _) => [block.Pool.State.Liquidity],
        [Selector("feeGrowthGlobal0X128()")] = static (block, _) => [block.Pool.State.FeeGrowthGlobal.Growth0X128],
        [Selector("feeGrowthGlobal1X128()")] = static (block, _) => [block.Pool.State.FeeGrowthGlobal.Growth1X128],
        [Selector("protocolFees()")] = static (block, _) => [block.Pool.State.ProtocolFees0, block.Pool.State.ProtocolFees1],
        [Selector("fee()")] = static (block, _) => [(ulong)block.Pool.Tier.FeePips],
        [Selector("tickSpacing()")] = static (block, _) => [(long)block.Pool.Tier.TickSpacing],
        [Selector("token0()")] = static (_, _) => [Token0],
        [Selector("token1()")] = static (_, _) => [Token1],
        [Selector("decimals()")] = static (_, _) => [18UL],
        [Selector("factory()")] = static (_, _) => [Chain.Ethereum.Factory],
        [Selector("tickBitmap(int16)")] = static (block, data) => [Bitmap(block, (int)(long)Argument(data, 0))],
        [Selector("ticks(int24)")] = static (block, data) => Tick(block.Pool.Ticks.FirstOrDefault(tick => tick.Key == (int)(long)Argument(data, 0)).Value),
        [Selector("observations(uint256)")] = static (block, data) => Observed(block.Pool.Observations[(int)(long)Argument(data, 0)]),
        [Selector("positions(bytes32)")] = static (block, data) => Position(
            block.Pool.Positions.FirstOrDefault(one => PoolContract.KeyHash(one.Key).AsSpan().SequenceEqual(data.Span.Slice(4, 32))).Value),
        [Selector("tokenOfOwnerByIndex(address,uint256)")] = static (block, data) => [block.Tokens[(int)(long)Argument(data, 1)].Id],
        [Selector("positions(uint256)")] = static (block, data) => Token(block, (ulong)(long)Argument(data, 0)),
    };

    private string Answer(string method, JsonElement parameters) => method switch
    {
        "eth_chainId" => Quantity(Definition.Id),
        "eth_blockNumber" => Quantity(_blocks[^1].Number),
        "eth_getCode" => "\"0x01\"",
        "eth_getBlockByNumber" => Header(parameters[0].GetString() switch
        {
            "latest" or "pending" => _blocks[^1],
            "finalized" or "safe" => throw new FakeRefusal("finalized is not known here"),
            var number => Find(number!),
        }),
        "eth_getBlockByHash" => Header(_blocks.Find(block => block.Hash == parameters[0].GetString())),
        "eth_getLogs" => Logs(parameters[0]),
        "eth_call" => Call(parameters),
        "eth_estimateGas" => Quantity(100_000),
        "eth_feeHistory" => $$"""{"baseFeePerGas":["0x{{BaseFee:x}}","0x{{BaseFee:x}}"],"reward":[["0x3b9aca00"]]}""",
        "eth_getTransactionCount" => Quantity(Count(parameters[1].GetString()!)),
        "eth_getBalance" => Quantity(1_000_000_000_000_000_000),
        "eth_sendRawTransaction" => Take(parameters[0].GetString()!),
        "eth_getTransactionByHash" => _waiting.Any(one => one.Hash == parameters[0].GetString()) || Mined(parameters[0].GetString()!) is not null ? "{}" : "null",
        "eth_getTransactionReceipt" => Receipt(parameters[0].GetString()!),
        _ => throw new FakeRefusal($"{method} is not known here"),
    };

    private string Take(string raw)
    {
        byte[] bytes = Hex.Decode(raw);
        Sent sent = new(raw, Hex.Encode(Keccak256.Hash(bytes)), Nonce(bytes));
        if (sent.Nonce < Count("latest"))
            throw new FakeRefusal("nonce too low");
        if (_waiting.Any(one => one.Hash == sent.Hash))
            throw new FakeRefusal("already known");
        Taken.Add(sent);
        _waiting.RemoveAll(one => one.Nonce == sent.Nonce);
        _waiting.Add(sent);
        return $"\"{sent.Hash}\"";
    }

    // Type, list header, chain id, nonce: both numbers are short here.
    private static ulong Nonce(byte[] raw)
    {
        int at = raw[1] >= 0xf8 ? 2 + raw[1] - 0xf7 : 2;
        at += raw[at] < 0x80 ? 1 : raw[at] - 0x80 + 1;
        return raw[at] switch
        {
            < 0x80 => raw[at],
            0x80 => 0,
            _ => (ulong)UInt256.FromBigEndian([.. new byte[32 - (raw[at] - 0x80)], .. raw.AsSpan(at + 1, raw[at] - 0x80)]),
        };
    }

    private Sent[] Ready()
    {
        ulong next = _blocks.Count == 0 ? 0 : Count("latest");
        List<Sent> ready = [];
        while (_waiting.Find(one => one.Nonce == next) is { } sent)
        {
            ready.Add(sent);
            next++;
        }

        return [.. ready];
    }

    private ulong Count(string tag)
    {
        ulong upTo = tag is "latest" or "pending" ? ulong.MaxValue : Number(tag);
        ulong mined = (ulong)_blocks.Where(block => block.Number <= upTo).Sum(static block => block.Mined.Length);
        if (tag is "pending")
        {
            while (_waiting.Any(one => one.Nonce == mined))
                mined++;
        }

        return mined;
    }

    private Block? Mined(string hash) => _blocks.Find(block => block.Mined.Any(one => one.Hash == hash));

    private string Receipt(string hash) => Mined(hash) is { } block
        ? $$"""{"transactionHash":"{{hash}}","blockNumber":"0x{{block.Number:x}}","blockHash":"{{block.Hash}}","status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x1","contractAddress":null,"logs":[]}"""
        : "null";

    private string Logs(JsonElement filter)
    {
        IEnumerable<Block> blocks = filter.TryGetProperty("blockHash", out JsonElement hash)
            ? [_blocks.Find(block => block.Hash == hash.GetString()) ?? throw new FakeRefusal("unknown block")]
            : _blocks.Where(block => block.Number >= Number(filter.GetProperty("fromBlock").GetString()!) && block.Number <= Number(filter.GetProperty("toBlock").GetString()!));
        return $"[{string.Join(',', blocks.SelectMany(static block => block.Logs))}]";
    }

    private string Call(JsonElement parameters)
    {
        byte[] data = Hex.Decode(parameters[0].GetProperty("data").GetString()!);
        Address to = Address.Parse(parameters[0].GetProperty("to").GetString()!);
        JsonElement tag = parameters[1];
        Block block = (tag.ValueKind is JsonValueKind.Object ? _blocks.Find(one => one.Hash == tag.GetProperty("blockHash").GetString()) : _blocks[^1])
            ?? throw new FakeRefusal("unknown block");
        string selector = Hex.Encode(data.AsSpan(0, 4));
        AbiValue[] values = selector == Selector("balanceOf(address)") ? [Balance(block, to)] : Views[selector](block, data) ?? throw new FakeRefusal("execution reverted");
        string types = string.Join(',', values.Select(static _ => "uint256"));
        return $"\"{Hex.Encode(AbiCodec.Encode(AbiType.Parse($"({types})"), values))}\"";
    }

    private static AbiValue Balance(Block block, Address of) =>
        of == Token0 ? block.Pool.State.Balance0 : of == Token1 ? block.Pool.State.Balance1 : (ulong)block.Tokens.Length;

    private static AbiValue Bitmap(Block block, int word)
    {
        UInt256 bits = UInt256.Zero;
        foreach ((int tick, _) in block.Pool.Ticks)
        {
            int compressed = tick / block.Pool.Tier.TickSpacing;
            if (compressed >> 8 == word)
                bits |= UInt256.One << (compressed & 255);
        }

        return bits;
    }

    private static AbiValue[] Tick(PoolTick tick) =>
    [
        tick.LiquidityGross, (Int256)tick.LiquidityNet, tick.FeeGrowthOutside0X128, tick.FeeGrowthOutside1X128, tick.TickCumulativeOutside,
        tick.SecondsPerLiquidityOutsideX128, (ulong)tick.SecondsOutside, tick.IsInitialized,
    ];

    private static AbiValue[] Observed(Observation one) =>
        [(ulong)one.BlockTimestamp, one.TickCumulative, one.SecondsPerLiquidityCumulativeX128, one.IsInitialized];

    private static AbiValue[] Position(PoolPosition one) =>
        [one.Liquidity, one.FeeGrowthInsideLast.Growth0X128, one.FeeGrowthInsideLast.Growth1X128, one.TokensOwed0, one.TokensOwed1];

    private static AbiValue[]? Token(Block block, ulong id)
    {
        (ulong Id, Address Owner, int Lower, int Upper, PoolPosition Position) token = block.Tokens.FirstOrDefault(one => one.Id == id);
        return token.Id == 0
            ? null
            : [0UL, Address.Zero, Token0, Token1, 3000UL, (long)token.Lower, (long)token.Upper, .. Position(token.Position)];
    }

    private static Int256 Argument(ReadOnlyMemory<byte> data, int index) => Int256.FromBits(UInt256.FromBigEndian(data.Span.Slice(4 + 32 * index, 32)));

    private Block? Find(string number) => _blocks.Find(block => block.Number == Number(number));

    private static string Header(Block? block) => block is null
        ? "null"
        : $$"""{"number":"0x{{block.Number:x}}","hash":"{{block.Hash}}","parentHash":"{{block.Parent}}","timestamp":"0x{{block.Time:x}}","baseFeePerGas":"0x1"}""";

    private static ulong Number(string quantity) => ulong.Parse(quantity.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Quantity(ulong value) => $"\"0x{value:x}\"";

    private static string Selector(string signature) => Hex.Encode(new AbiFunction(signature).Selector.AsSpan());
}
