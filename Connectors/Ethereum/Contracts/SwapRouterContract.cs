using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>A swap through one pool. Limit amount and deadline are required: there is no swap without protection.</summary>
/// <param name="TokenIn">Paid.</param>
/// <param name="TokenOut">Received.</param>
/// <param name="FeePips">Which pool of the two.</param>
/// <param name="Recipient">Who receives.</param>
/// <param name="Deadline">Last block time, Unix seconds.</param>
/// <param name="Amount">Exact input or exact output, raw.</param>
/// <param name="Limit">Least output of an exact input; most input of an exact output.</param>
/// <param name="SqrtPriceLimitX96">Where to stop; zero for none.</param>
public sealed record SwapOrder(
    Address TokenIn,
    Address TokenOut,
    uint FeePips,
    Address Recipient,
    UInt256 Deadline,
    UInt256 Amount,
    UInt256 Limit,
    UInt256 SqrtPriceLimitX96);

/// <summary>Calls of SwapRouter, and of SwapRouter02, where the deadline is outside the struct.</summary>
/// <param name="address">Where it is.</param>
/// <param name="isRouter02">Which of the two.</param>
public sealed class SwapRouterContract(Address address, bool isRouter02 = false)
{
    private static readonly AbiFunction ExactInputFunction = new(
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))", "uint256");

    private static readonly AbiFunction ExactOutputFunction = new(
        "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))", "uint256");

    private static readonly AbiFunction ExactInput02Function = new(
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint160))", "uint256");

    private static readonly AbiFunction ExactOutput02Function = new(
        "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint160))", "uint256");

    private static readonly AbiFunction Multicall02Function = new("multicall(uint256,bytes[])", "bytes[]");

    /// <summary>Where it is.</summary>
    public Address Address => address;

    /// <summary>Swaps an exact input.</summary>
    public ContractCall ExactInputSingle(SwapOrder order) => Swap(ExactInputFunction, ExactInput02Function, order);

    /// <summary>Swaps for an exact output.</summary>
    public ContractCall ExactOutputSingle(SwapOrder order) => Swap(ExactOutputFunction, ExactOutput02Function, order);

    private ContractCall Swap(AbiFunction function, AbiFunction function02, SwapOrder order)
    {
        ulong fee = order.FeePips;
        if (!isRouter02)
        {
            return new(address, function.Encode(AbiValue.List(
                order.TokenIn, order.TokenOut, fee, order.Recipient, order.Deadline, order.Amount, order.Limit, order.SqrtPriceLimitX96)));
        }

        byte[] inner = function02.Encode(AbiValue.List(
            order.TokenIn, order.TokenOut, fee, order.Recipient, order.Amount, order.Limit, order.SqrtPriceLimitX96));
        return new(address, Multicall02Function.Encode(order.Deadline, AbiValue.List(inner)));
    }
}

/// <summary>Calls of QuoterV2: asked with eth_call, never sent.</summary>
/// <param name="address">Where it is.</param>
public sealed class QuoterContract(Address address)
{
    private static readonly AbiFunction ExactInputFunction = new(
        "quoteExactInputSingle((address,address,uint256,uint24,uint160))", "uint256,uint160,uint32,uint256");

    private static readonly AbiFunction ExactOutputFunction = new(
        "quoteExactOutputSingle((address,address,uint256,uint24,uint160))", "uint256,uint160,uint32,uint256");

    /// <summary>What an exact input gives.</summary>
    public ContractCall QuoteExactInputSingle(Address tokenIn, Address tokenOut, UInt256 amountIn, uint feePips, UInt256 sqrtPriceLimitX96) =>
        new(address, ExactInputFunction.Encode(AbiValue.List(tokenIn, tokenOut, amountIn, (ulong)feePips, sqrtPriceLimitX96)));

    /// <summary>What an exact output costs.</summary>
    public ContractCall QuoteExactOutputSingle(Address tokenIn, Address tokenOut, UInt256 amountOut, uint feePips, UInt256 sqrtPriceLimitX96) =>
        new(address, ExactOutputFunction.Encode(AbiValue.List(tokenIn, tokenOut, amountOut, (ulong)feePips, sqrtPriceLimitX96)));

    /// <summary>Reads either answer.</summary>
    /// <exception cref="FormatException">Malformed.</exception>
    public static PoolQuote Read(ReadOnlySpan<byte> answer)
    {
        ImmutableArray<AbiValue> values = ExactInputFunction.Decode(answer);
        return new(values[0].Word, values[1].Word, (int)values[2].UInt32);
    }
}
