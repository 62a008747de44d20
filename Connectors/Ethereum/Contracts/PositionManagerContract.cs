using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>A position token as the manager stores it; fees are stale until it is touched.</summary>
/// <param name="Token0">The pool's token0.</param>
/// <param name="Token1">The pool's token1.</param>
/// <param name="FeePips">The pool's fee.</param>
/// <param name="TickLower">First tick in range.</param>
/// <param name="TickUpper">First tick out of range again.</param>
/// <param name="Position">Liquidity, growth and tokens owed.</param>
public sealed record PositionTokenRecord(
    Address Token0, Address Token1, uint FeePips, int TickLower, int TickUpper, PoolPosition Position);

/// <summary>
/// What a new position takes. Both minimums and the deadline are required: there is no mint without protection.
/// </summary>
/// <param name="Token0">The pool's token0.</param>
/// <param name="Token1">The pool's token1.</param>
/// <param name="FeePips">The pool's fee.</param>
/// <param name="TickLower">First tick in range.</param>
/// <param name="TickUpper">First tick out of range again.</param>
/// <param name="Wanted">Amounts, minimums and deadline.</param>
/// <param name="Recipient">Who gets the token.</param>
public sealed record MintOrder(
    Address Token0, Address Token1, uint FeePips, int TickLower, int TickUpper, AmountsWanted Wanted, Address Recipient);

/// <summary>Calls of NonfungiblePositionManager. Mint, increase, decrease and collect take one struct each.</summary>
/// <param name="address">Where it is.</param>
public sealed class PositionManagerContract(Address address)
{
    private static readonly AbiFunction MintFunction = new(
        "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))", "uint256,uint128,uint256,uint256");

    private static readonly AbiFunction IncreaseFunction = new(
        "increaseLiquidity((uint256,uint256,uint256,uint256,uint256,uint256))", "uint128,uint256,uint256");

    private static readonly AbiFunction DecreaseFunction = new(
        "decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))", "uint256,uint256");

    private static readonly AbiFunction CollectFunction = new("collect((uint256,address,uint128,uint128))", "uint256,uint256");
    private static readonly AbiFunction BurnFunction = new("burn(uint256)");
    private static readonly AbiFunction MulticallFunction = new("multicall(bytes[])", "bytes[]");
    private static readonly AbiFunction BalanceOfFunction = new("balanceOf(address)", "uint256");
    private static readonly AbiFunction TokenOfOwnerFunction = new("tokenOfOwnerByIndex(address,uint256)", "uint256");
    private static readonly AbiFunction FactoryFunction = new("factory()", "address");

    private static readonly AbiFunction CreatePoolFunction = new(
        "createAndInitializePoolIfNecessary(address,address,uint24,uint160)", "address");

    private static readonly AbiFunction PositionsFunction = new(
        "positions(uint256)", "uint96,address,address,address,uint24,int24,int24,uint128,uint256,uint256,uint128,uint128");

    private static readonly AbiEvent Increased = new("IncreaseLiquidity(uint256,uint128,uint256,uint256)", "uint128,uint256,uint256");

    /// <summary>Where it is.</summary>
    public Address Address => address;

    /// <summary>Mints a position token; approve both tokens first.</summary>
    public ContractCall Mint(MintOrder order) => Call(MintFunction, AbiValue.List(
        order.Token0, order.Token1, (ulong)order.FeePips, (long)order.TickLower, (long)order.TickUpper,
        order.Wanted.Amount0Desired, order.Wanted.Amount1Desired, order.Wanted.Amount0Min, order.Wanted.Amount1Min,
        order.Recipient, order.Wanted.Deadline));

    /// <summary>Adds liquidity to a token.</summary>
    public ContractCall IncreaseLiquidity(UInt256 tokenId, AmountsWanted wanted) => Call(IncreaseFunction, AbiValue.List(
        tokenId, wanted.Amount0Desired, wanted.Amount1Desired, wanted.Amount0Min, wanted.Amount1Min, wanted.Deadline));

    /// <summary>Takes liquidity out of a token; nothing is paid until <see cref="Collect"/>.</summary>
    public ContractCall DecreaseLiquidity(UInt256 tokenId, UInt128 liquidity, TokenAmounts minimum, UInt256 deadline) =>
        Call(DecreaseFunction, AbiValue.List(tokenId, liquidity, minimum.Amount0, minimum.Amount1, deadline));

    /// <summary>Pays everything owed, fees up to now included.</summary>
    public ContractCall Collect(UInt256 tokenId, Address recipient) =>
        Call(CollectFunction, AbiValue.List(tokenId, recipient, UInt128.MaxValue, UInt128.MaxValue));

    /// <summary>Burns an empty token.</summary>
    public ContractCall Burn(UInt256 tokenId) => Call(BurnFunction, tokenId);

    /// <summary>Several calls of the manager in one transaction; all or none happen.</summary>
    public ContractCall Multicall(params ReadOnlySpan<ContractCall> calls)
    {
        AbiValue[] data = new AbiValue[calls.Length];
        for (int index = 0; index < calls.Length; index++)
            data[index] = calls[index].Data;
        return Call(MulticallFunction, AbiValue.List(data));
    }

    /// <summary>Leaves a position: decrease all, collect, burn.</summary>
    public ContractCall Exit(UInt256 tokenId, UInt128 liquidity, TokenAmounts minimum, UInt256 deadline, Address recipient) => liquidity == 0
        ? Multicall(Collect(tokenId, recipient), Burn(tokenId))
        : Multicall(DecreaseLiquidity(tokenId, liquidity, minimum, deadline), Collect(tokenId, recipient), Burn(tokenId));

    /// <summary>Creates a pool and sets its price, unless both are done.</summary>
    public ContractCall CreateAndInitializePoolIfNecessary(Address token0, Address token1, uint feePips, UInt256 sqrtPriceX96) =>
        Call(CreatePoolFunction, token0, token1, (ulong)feePips, sqrtPriceX96);

    /// <summary>Asks how many tokens an account has.</summary>
    public ContractCall BalanceOf(Address owner) => Call(BalanceOfFunction, owner);

    /// <summary>Asks for one of an account's tokens.</summary>
    public ContractCall TokenOfOwnerByIndex(Address owner, ulong index) => Call(TokenOfOwnerFunction, owner, index);

    /// <summary>Asks for a token's record.</summary>
    public ContractCall Positions(UInt256 tokenId) => Call(PositionsFunction, tokenId);

    /// <summary>Asks for its factory: a check of configuration.</summary>
    public ContractCall Factory() => Call(FactoryFunction);

    /// <summary>Reads a token's record.</summary>
    /// <exception cref="FormatException">Malformed.</exception>
    public static PositionTokenRecord ReadPosition(ReadOnlySpan<byte> answer)
    {
        ImmutableArray<AbiValue> values = PositionsFunction.Decode(answer);
        return new(
            values[2].Address, values[3].Address, values[4].UInt32, values[5].Int32, values[6].Int32,
            new(values[7].Word.Low128, new(values[8].Word, values[9].Word), values[10].Word.Low128, values[11].Word.Low128));
    }

    /// <summary>What a mint or increase did, from its receipt; null when nothing was added.</summary>
    public (UInt256 TokenId, UInt128 Liquidity, TokenAmounts Amounts)? ReadIncrease(TransactionReceipt receipt)
    {
        foreach (ChainLog log in receipt.Logs)
        {
            if (log.Address != address || log.Topics[0] != Increased.Topic)
                continue;
            ImmutableArray<AbiValue> values = Increased.DecodeData(log.Data);
            return (log.Indexed(0), values[0].Word.Low128, new(values[1].Word, values[2].Word));
        }

        return null;
    }

    private ContractCall Call(AbiFunction function, params ReadOnlySpan<AbiValue> arguments) => new(address, function.Encode(arguments));
}
