using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>Calls of UniswapV3Factory.</summary>
/// <param name="address">Where it is.</param>
public sealed class FactoryContract(Address address)
{
    /// <summary>getPool: the pool of two tokens and a fee, or zero.</summary>
    public static AbiFunction GetPoolFunction { get; } = new("getPool(address,address,uint24)", "address");

    /// <summary>createPool.</summary>
    public static AbiFunction CreatePoolFunction { get; } = new("createPool(address,address,uint24)", "address");

    /// <summary>feeAmountTickSpacing: the spacing of a fee, or zero when it is not enabled.</summary>
    public static AbiFunction FeeAmountTickSpacingFunction { get; } = new("feeAmountTickSpacing(uint24)", "int24");

    private static readonly AbiType PoolKey = AbiType.Parse("(address,address,uint24)");
    private static readonly byte[] InitCodeHash = Hex.Decode("0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54");

    /// <summary>Where it is.</summary>
    public Address Address => address;

    /// <summary>Asks for a pool.</summary>
    public ContractCall GetPool(Address tokenA, Address tokenB, uint feePips) =>
        new(address, GetPoolFunction.Encode(tokenA, tokenB, (ulong)feePips));

    /// <summary>Creates a pool, without a price yet.</summary>
    public ContractCall CreatePool(Address tokenA, Address tokenB, uint feePips) =>
        new(address, CreatePoolFunction.Encode(tokenA, tokenB, (ulong)feePips));

    /// <summary>Where the pool of two tokens and a fee is or will be; no question to the chain.</summary>
    /// <param name="tokenA">One token.</param>
    /// <param name="tokenB">The other; the order does not matter.</param>
    /// <param name="feePips">Millionths.</param>
    public Address PoolAddress(Address tokenA, Address tokenB, uint feePips)
    {
        (Address token0, Address token1) = tokenA < tokenB ? (tokenA, tokenB) : (tokenB, tokenA);
        byte[] salt = Keccak256.Hash(AbiCodec.Encode(PoolKey, token0, token1, (ulong)feePips));
        return AddressChecksum.Create2(address, salt, InitCodeHash);
    }
}
