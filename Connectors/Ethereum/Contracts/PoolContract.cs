using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>
/// Calls of a UniswapV3Pool. Minting and swapping go through the position manager and the router: the pool calls back whoever
/// calls it.
/// </summary>
/// <param name="address">Where it is.</param>
public sealed class PoolContract(Address address)
{
    /// <summary>slot0: price, tick, observation index, cardinality and next, fee protocol, unlocked.</summary>
    public static AbiFunction Slot0Function { get; } = new("slot0()", "uint160,int24,uint16,uint16,uint16,uint8,bool");

    /// <summary>liquidity.</summary>
    public static AbiFunction LiquidityFunction { get; } = new("liquidity()", "uint128");

    /// <summary>feeGrowthGlobal0X128.</summary>
    public static AbiFunction FeeGrowth0Function { get; } = new("feeGrowthGlobal0X128()", "uint256");

    /// <summary>feeGrowthGlobal1X128.</summary>
    public static AbiFunction FeeGrowth1Function { get; } = new("feeGrowthGlobal1X128()", "uint256");

    /// <summary>protocolFees.</summary>
    public static AbiFunction ProtocolFeesFunction { get; } = new("protocolFees()", "uint128,uint128");

    /// <summary>fee.</summary>
    public static AbiFunction FeeFunction { get; } = new("fee()", "uint24");

    /// <summary>tickSpacing.</summary>
    public static AbiFunction TickSpacingFunction { get; } = new("tickSpacing()", "int24");

    /// <summary>token0.</summary>
    public static AbiFunction Token0Function { get; } = new("token0()", "address");

    /// <summary>token1.</summary>
    public static AbiFunction Token1Function { get; } = new("token1()", "address");

    /// <summary>tickBitmap: one word of 256 ticks.</summary>
    public static AbiFunction TickBitmapFunction { get; } = new("tickBitmap(int16)", "uint256");

    /// <summary>
    /// ticks: gross, net, growth outside 0 and 1, tick cumulative, seconds per liquidity, seconds, initialized.
    /// </summary>
    public static AbiFunction TicksFunction { get; } = new("ticks(int24)", "uint128,int128,uint256,uint256,int56,uint160,uint32,bool");

    /// <summary>positions: liquidity, growth inside last 0 and 1, tokens owed 0 and 1.</summary>
    public static AbiFunction PositionsFunction { get; } = new("positions(bytes32)", "uint128,uint256,uint256,uint128,uint128");

    /// <summary>observations: time, tick cumulative, seconds per liquidity, initialized.</summary>
    public static AbiFunction ObservationsFunction { get; } = new("observations(uint256)", "uint32,int56,uint160,bool");

    /// <summary>observe.</summary>
    public static AbiFunction ObserveFunction { get; } = new("observe(uint32[])", "int56[],uint160[]");

    /// <summary>initialize.</summary>
    public static AbiFunction InitializeFunction { get; } = new("initialize(uint160)");

    /// <summary>increaseObservationCardinalityNext.</summary>
    public static AbiFunction GrowFunction { get; } = new("increaseObservationCardinalityNext(uint16)");

    /// <summary>Where it is.</summary>
    public Address Address => address;

    /// <summary>A question without arguments.</summary>
    public ContractCall Ask(AbiFunction function) => new(address, function.Encode());

    /// <summary>Sets the first price.</summary>
    public ContractCall Initialize(UInt256 sqrtPriceX96) => new(address, InitializeFunction.Encode(sqrtPriceX96));

    /// <summary>Makes room for observations.</summary>
    public ContractCall IncreaseObservationCardinalityNext(ushort next) => new(address, GrowFunction.Encode((ulong)next));

    /// <summary>Asks for a bitmap word.</summary>
    public ContractCall TickBitmap(int word) => new(address, TickBitmapFunction.Encode((long)word));

    /// <summary>Asks for a tick.</summary>
    public ContractCall Ticks(int tick) => new(address, TicksFunction.Encode((long)tick));

    /// <summary>Asks for an observation.</summary>
    public ContractCall Observations(int index) => new(address, ObservationsFunction.Encode((ulong)index));

    /// <summary>Asks for a position.</summary>
    public ContractCall Positions(PositionKey key) => new(address, PositionsFunction.Encode(UInt256.FromBigEndian(KeyHash(key))));

    /// <summary>The name of a position in the pool: the hash of owner and ticks, packed.</summary>
    public static byte[] KeyHash(PositionKey key)
    {
        Span<byte> packed = stackalloc byte[Address.Length + 3 + 3];
        key.Owner.Write(packed);
        WriteInt24(packed[20..], key.TickLower);
        WriteInt24(packed[23..], key.TickUpper);
        return Keccak256.Hash(packed);
    }

    private static void WriteInt24(Span<byte> target, int value)
    {
        target[0] = (byte)(value >> 16);
        target[1] = (byte)(value >> 8);
        target[2] = (byte)value;
    }
}
