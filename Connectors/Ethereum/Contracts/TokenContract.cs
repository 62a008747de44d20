using System.Text;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Contracts;

/// <summary>Calls of an ERC-20 token, the old ones included that answer a symbol in 32 bytes and nothing to a transfer.</summary>
/// <param name="address">Where it is.</param>
public sealed class TokenContract(Address address)
{
    private static readonly AbiFunction ApproveFunction = new("approve(address,uint256)");
    private static readonly AbiFunction TransferFunction = new("transfer(address,uint256)");
    private static readonly AbiFunction BalanceOfFunction = new("balanceOf(address)", "uint256");
    private static readonly AbiFunction AllowanceFunction = new("allowance(address,address)", "uint256");
    private static readonly AbiFunction DecimalsFunction = new("decimals()", "uint8");
    private static readonly AbiFunction SymbolFunction = new("symbol()", "string");

    /// <summary>Where it is.</summary>
    public Address Address => address;

    /// <summary>Lets a contract take up to an amount. Some tokens want zero first when the allowance is not zero.</summary>
    public ContractCall Approve(Address spender, UInt256 amount) => new(address, ApproveFunction.Encode(spender, amount));

    /// <summary>Sends tokens.</summary>
    public ContractCall Transfer(Address to, UInt256 amount) => new(address, TransferFunction.Encode(to, amount));

    /// <summary>Asks for a balance.</summary>
    public ContractCall BalanceOf(Address owner) => new(address, BalanceOfFunction.Encode(owner));

    /// <summary>Asks for an allowance.</summary>
    public ContractCall Allowance(Address owner, Address spender) => new(address, AllowanceFunction.Encode(owner, spender));

    /// <summary>Asks for the decimals.</summary>
    public ContractCall Decimals() => new(address, DecimalsFunction.Encode());

    /// <summary>Asks for the symbol.</summary>
    public ContractCall Symbol() => new(address, SymbolFunction.Encode());

    /// <summary>Reads a balance, an allowance or the decimals.</summary>
    /// <exception cref="FormatException">Malformed.</exception>
    public static UInt256 ReadAmount(ReadOnlySpan<byte> answer) => BalanceOfFunction.Decode(answer)[0].Word;

    /// <summary>Reads a symbol, whether it is text or 32 bytes.</summary>
    /// <exception cref="FormatException">Malformed.</exception>
    public static string ReadSymbol(ReadOnlySpan<byte> answer) => answer.Length == 32
        ? Encoding.UTF8.GetString(answer).TrimEnd('\0')
        : SymbolFunction.Decode(answer)[0].Text;
}

/// <summary>Calls of Multicall3: many questions at one block in one call.</summary>
/// <param name="address">Where it is.</param>
public sealed class MulticallContract(Address address)
{
    private static readonly AbiFunction Aggregate3 = new("aggregate3((address,bool,bytes)[])", "(bool,bytes)[]");

    /// <summary>All questions in one; each may fail alone.</summary>
    public ContractCall Aggregate(params ReadOnlySpan<ContractCall> calls)
    {
        AbiValue[] items = new AbiValue[calls.Length];
        for (int index = 0; index < calls.Length; index++)
            items[index] = AbiValue.List(calls[index].To, true, calls[index].Data);
        return new(address, Aggregate3.Encode(AbiValue.List(items)));
    }

    /// <summary>Reads the answers in order; null where a question failed.</summary>
    /// <exception cref="FormatException">Malformed.</exception>
    public static IReadOnlyList<byte[]?> Read(ReadOnlySpan<byte> answer) =>
        [.. Aggregate3.Decode(answer)[0].Items.Select(static item => item.Items[0].Flag ? item.Items[1].Bytes : null)];
}
