using System.Collections.Immutable;
using System.Text.Json;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>The head of a block.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">Its name, 0x text.</param>
/// <param name="ParentHash">The block before it.</param>
/// <param name="Timestamp">Unix seconds.</param>
/// <param name="BaseFeePerGas">Wei per gas; zero where the chain has none.</param>
public sealed record BlockHeader(ulong Number, string Hash, string ParentHash, ulong Timestamp, UInt256 BaseFeePerGas)
{
    /// <summary>Reads eth_getBlockBy… and newHeads.</summary>
    /// <exception cref="FormatException">A member is missing or malformed.</exception>
    public static BlockHeader Read(JsonElement json) => new(
        json.GetProperty("number").Quantity64(),
        json.Text("hash"),
        json.Text("parentHash"),
        json.GetProperty("timestamp").Quantity64(),
        json.TryGetProperty("baseFeePerGas", out JsonElement fee) && fee.ValueKind is JsonValueKind.String ? fee.Quantity() : default);
}

/// <summary>One event that a contract logged.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">The event's hash and its indexed arguments, 0x text.</param>
/// <param name="Data">The other arguments.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Which block.</param>
/// <param name="TransactionHash">Which transaction.</param>
/// <param name="LogIndex">Place in the block.</param>
/// <param name="IsRemoved">The block was taken back.</param>
public sealed record ChainLog(
    Address Address,
    ImmutableArray<string> Topics,
    byte[] Data,
    ulong BlockNumber,
    string BlockHash,
    string TransactionHash,
    ulong LogIndex,
    bool IsRemoved)
{
    /// <summary>Reads a log of eth_getLogs, a receipt or a subscription.</summary>
    /// <exception cref="FormatException">A member is missing or malformed.</exception>
    public static ChainLog Read(JsonElement json) => new(
        json.GetProperty("address").AddressValue(),
        [.. json.GetProperty("topics").EnumerateArray().Select(static topic => topic.GetString()!)],
        json.GetProperty("data").Data(),
        json.GetProperty("blockNumber").Quantity64(),
        json.Text("blockHash"),
        json.Text("transactionHash"),
        json.GetProperty("logIndex").Quantity64(),
        json.TryGetProperty("removed", out JsonElement removed) && removed.ValueKind is JsonValueKind.True);

    /// <summary>An indexed argument as a word; 0 is the first after the event's hash.</summary>
    public UInt256 Indexed(int index) => UInt256.ParseHex(Topics[index + 1]);
}

/// <summary>What became of a transaction.</summary>
/// <param name="TransactionHash">Which.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Which block.</param>
/// <param name="IsSuccess">False when it was mined and reverted.</param>
/// <param name="GasUsed">Gas.</param>
/// <param name="EffectiveGasPrice">Wei per gas really paid.</param>
/// <param name="ContractAddress">What it created, or null.</param>
/// <param name="Logs">What it logged.</param>
public sealed record TransactionReceipt(
    string TransactionHash,
    ulong BlockNumber,
    string BlockHash,
    bool IsSuccess,
    ulong GasUsed,
    UInt256 EffectiveGasPrice,
    Address? ContractAddress,
    ImmutableArray<ChainLog> Logs)
{
    /// <summary>Reads eth_getTransactionReceipt.</summary>
    /// <exception cref="FormatException">A member is missing or malformed.</exception>
    public static TransactionReceipt Read(JsonElement json) => new(
        json.Text("transactionHash"),
        json.GetProperty("blockNumber").Quantity64(),
        json.Text("blockHash"),
        json.GetProperty("status").Quantity64() == 1,
        json.GetProperty("gasUsed").Quantity64(),
        json.TryGetProperty("effectiveGasPrice", out JsonElement price) ? price.Quantity() : default,
        json.TryGetProperty("contractAddress", out JsonElement created) && created.ValueKind is JsonValueKind.String
            ? created.AddressValue()
            : null,
        [.. json.GetProperty("logs").EnumerateArray().Select(ChainLog.Read)]);
}

/// <summary>Which block a read is about. Reads by hash cannot be mixed up by a reorganisation.</summary>
public readonly record struct BlockTag
{
    private BlockTag(string text, bool isHash)
    {
        Text = text;
        IsHash = isHash;
    }

    /// <summary>The newest block.</summary>
    public static BlockTag Latest => new("latest", isHash: false);

    /// <summary>The newest block and what waits to be mined.</summary>
    public static BlockTag Pending => new("pending", isHash: false);

    /// <summary>The newest block that cannot be taken back.</summary>
    public static BlockTag Finalized => new("finalized", isHash: false);

    internal string Text { get; }

    internal bool IsHash { get; }

    /// <summary>By height.</summary>
    public static BlockTag At(ulong number) => new(RpcValues.ToQuantity(number), isHash: false);

    /// <summary>By hash.</summary>
    public static BlockTag Of(string hash) => new(hash, isHash: true);
}
