using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>Reads what a pool logged.</summary>
public static class PoolLogs
{
    /// <summary>Swap.</summary>
    public static AbiEvent Swap { get; } = new(
        "Swap(address,address,int256,int256,uint160,uint128,int24)", "int256,int256,uint160,uint128,int24");

    private static readonly AbiEvent Initialize = new("Initialize(uint160,int24)", "uint160,int24");
    private static readonly AbiEvent Mint = new("Mint(address,address,int24,int24,uint128,uint256,uint256)", "address,uint128,uint256,uint256");
    private static readonly AbiEvent Burn = new("Burn(address,int24,int24,uint128,uint256,uint256)", "uint128,uint256,uint256");
    private static readonly AbiEvent Collect = new("Collect(address,address,int24,int24,uint128,uint128)", "address,uint128,uint128");
    private static readonly AbiEvent Flash = new("Flash(address,address,uint256,uint256,uint256,uint256)", "uint256,uint256,uint256,uint256");
    private static readonly AbiEvent SetFeeProtocol = new("SetFeeProtocol(uint8,uint8,uint8,uint8)", "uint8,uint8,uint8,uint8");
    private static readonly AbiEvent CollectProtocol = new("CollectProtocol(address,address,uint128,uint128)", "uint128,uint128");
    private static readonly AbiEvent Grow = new("IncreaseObservationCardinalityNext(uint16,uint16)", "uint16,uint16");

    private static readonly ImmutableDictionary<string, Reader> Readers = new Reader[]
    {
        new(Swap, static (_, w) => new PoolSwapped(w[0].Signed, w[1].Signed, w[2].Word, w[3].Word.Low128, w[4].Int32)),
        new(Initialize, static (_, w) => new PoolInitialized(w[0].Word, w[1].Int32)),
        new(Mint, static (log, w) => new LiquidityMinted(Key(log), w[1].Word.Low128, new(w[2].Word, w[3].Word))),
        new(Burn, static (log, w) => new LiquidityBurned(Key(log), w[0].Word.Low128, new(w[1].Word, w[2].Word))),
        new(Collect, static (log, w) => new FeesCollected(Key(log), new(w[1].Word, w[2].Word))),
        new(Flash, static (_, w) => new PoolFlashed(new(w[0].Word, w[1].Word), new(w[2].Word, w[3].Word))),
        new(SetFeeProtocol, static (_, w) => new FeeProtocolChanged(w[2].Int32, w[3].Int32)),
        new(CollectProtocol, static (_, w) => new ProtocolFeesCollected(new(w[0].Word, w[1].Word))),
        new(Grow, static (_, w) => new ObservationRoomGrown((ushort)w[1].UInt32)),
    }.ToImmutableDictionary(static reader => reader.Event.Topic);

    /// <summary>The event in a log, or null when it is none of a pool's.</summary>
    /// <exception cref="FormatException">The log has the right topic and the wrong shape.</exception>
    public static PoolEvent? Read(ChainLog log) =>
        log.Topics.Length > 0 && Readers.TryGetValue(log.Topics[0], out Reader? reader)
            ? reader.Read(log, reader.Event.DecodeData(log.Data))
            : null;

    private static PositionKey Key(ChainLog log) => new(
        Address.FromWord(log.Indexed(0)),
        (int)(long)Int256.FromBits(log.Indexed(1)),
        (int)(long)Int256.FromBits(log.Indexed(2)));

    private sealed record Reader(AbiEvent Event, Func<ChainLog, ImmutableArray<AbiValue>, PoolEvent> Read);
}
