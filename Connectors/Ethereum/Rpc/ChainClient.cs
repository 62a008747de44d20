using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>A call of a contract: where and with what.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">Selector and arguments.</param>
public sealed record ContractCall(Address To, byte[] Data);

/// <summary>
/// The questions that Quern asks a chain, in types. Every method may throw <see cref="RpcUnavailableException"/>; a refused one
/// <see cref="RpcException"/>.
/// </summary>
/// <param name="rpc">One node, or several checked against each other.</param>
public sealed class ChainClient(IJsonRpc rpc)
{
    /// <summary>The chain's number.</summary>
    public async Task<ulong> ChainId(CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_chainId"), cancellation)).Quantity64();

    /// <summary>The height of the newest block.</summary>
    public async Task<ulong> BlockNumber(CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_blockNumber"), cancellation)).Quantity64();

    /// <summary>A block's head, or null when the node does not have it.</summary>
    public async Task<BlockHeader?> Block(BlockTag tag, CancellationToken cancellation)
    {
        string method = tag.IsHash ? "eth_getBlockByHash" : "eth_getBlockByNumber";
        JsonElement block = await rpc.Send(new RpcRequest(method, tag.Text, false), cancellation);
        return block.ValueKind is JsonValueKind.Object ? BlockHeader.Read(block) : null;
    }

    /// <summary>The heads of several blocks by hash, in the order asked.</summary>
    /// <exception cref="RpcUnavailableException">The node does not have one of them, or did not answer.</exception>
    public async Task<IReadOnlyList<BlockHeader>> Blocks(IReadOnlyList<string> hashes, CancellationToken cancellation)
    {
        if (hashes.Count == 0)
            return [];
        IReadOnlyList<RpcAnswer> answers = await rpc.Send(
            [.. hashes.Select(static hash => new RpcRequest("eth_getBlockByHash", hash, false))], cancellation);
        BlockHeader[] headers = new BlockHeader[hashes.Count];
        for (int index = 0; index < headers.Length; index++)
        {
            JsonElement block = answers[index].Value;
            if (block.ValueKind is not JsonValueKind.Object)
                throw new RpcUnavailableException($"The node has no block {hashes[index]} that it told of.");
            headers[index] = BlockHeader.Read(block);
        }

        return headers;
    }

    /// <summary>The logs of one contract in one block, by hash.</summary>
    public async Task<IReadOnlyList<ChainLog>> Logs(Address address, string blockHash, CancellationToken cancellation) =>
        ReadLogs(await rpc.Send(
            new RpcRequest("eth_getLogs", new JsonObject { ["address"] = address.ToString(), ["blockHash"] = blockHash }), cancellation));

    /// <summary>
    /// The logs of one contract over a range of heights, both included. Where the node finds the range too large it is halved.
    /// </summary>
    /// <param name="address">The contract.</param>
    /// <param name="topic">The event's hash, or null for all events.</param>
    /// <param name="from">First height.</param>
    /// <param name="to">Last height.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<ChainLog>> Logs(Address address, string? topic, ulong from, ulong to, CancellationToken cancellation)
    {
        JsonObject filter = new()
        {
            ["address"] = address.ToString(),
            ["fromBlock"] = RpcValues.ToQuantity(from),
            ["toBlock"] = RpcValues.ToQuantity(to),
        };
        if (topic is not null)
            filter["topics"] = new JsonArray(topic);
        try
        {
            return ReadLogs(await rpc.Send(new RpcRequest("eth_getLogs", filter), cancellation));
        }
        catch (RpcException) when (from < to)
        {
            ulong middle = from + (to - from) / 2;
            IReadOnlyList<ChainLog> first = await Logs(address, topic, from, middle, cancellation);
            return [.. first, .. await Logs(address, topic, middle + 1, to, cancellation)];
        }
    }

    /// <summary>Runs calls without sending them, all at the same block.</summary>
    /// <returns>What each returned; a reverted one carries its error.</returns>
    public Task<IReadOnlyList<RpcAnswer>> Call(
        IReadOnlyList<ContractCall> calls, BlockTag tag, CancellationToken cancellation, Address? from = null) =>
        rpc.Send([.. calls.Select(call => new RpcRequest("eth_call", CallObject(call, from, default), Block(tag)))], cancellation);

    /// <summary>Runs one call without sending it.</summary>
    /// <exception cref="RpcException">It reverted.</exception>
    public async Task<byte[]> Call(ContractCall call, BlockTag tag, CancellationToken cancellation, Address? from = null) =>
        (await Call([call], tag, cancellation, from))[0].Value.Data();

    /// <summary>The gas that a call needs now; the cheapest dry run.</summary>
    /// <exception cref="RpcException">It would revert.</exception>
    public async Task<ulong> EstimateGas(Address from, ContractCall call, UInt256 value, CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_estimateGas", CallObject(call, from, value), "pending"), cancellation)).Quantity64();

    /// <summary>
    /// Base fee of the next block, and the median of what recent blocks' transactions paid on top, both wei per gas.
    /// </summary>
    /// <param name="blocks">How many recent blocks to look at.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(UInt256 NextBaseFee, UInt256 MedianPriorityFee)> FeeHistory(int blocks, CancellationToken cancellation)
    {
        JsonElement history = await rpc.Send(
            new RpcRequest("eth_feeHistory", RpcValues.ToQuantity((ulong)blocks), "latest", new JsonArray(50)), cancellation);
        JsonElement fees = history.GetProperty("baseFeePerGas");
        List<UInt256> rewards = history.TryGetProperty("reward", out JsonElement reward) && reward.ValueKind is JsonValueKind.Array
            ? [.. reward.EnumerateArray().Select(static block => block[0].Quantity())]
            : [];
        rewards.Sort();
        return (fees[fees.GetArrayLength() - 1].Quantity(), rewards.Count == 0 ? default : rewards[rewards.Count / 2]);
    }

    /// <summary>How many transactions an account sent.</summary>
    public async Task<ulong> TransactionCount(Address account, BlockTag tag, CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_getTransactionCount", account.ToString(), tag.Text), cancellation)).Quantity64();

    /// <summary>Wei that an account holds.</summary>
    public async Task<UInt256> Balance(Address account, BlockTag tag, CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_getBalance", account.ToString(), Block(tag)), cancellation)).Quantity();

    /// <summary>The code of a contract; empty for an account without.</summary>
    public async Task<byte[]> Code(Address account, CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_getCode", account.ToString(), "latest"), cancellation)).Data();

    /// <summary>Sends a signed transaction. Sending the same bytes again is harmless.</summary>
    /// <returns>Its hash.</returns>
    /// <exception cref="RpcException">The node refused; see <see cref="RpcException.Reason"/>.</exception>
    public async Task<string> SendRaw(byte[] raw, CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_sendRawTransaction", Hex.Encode(raw)), cancellation)).GetString()!;

    /// <summary>What became of a transaction, or null while it is not mined.</summary>
    public async Task<TransactionReceipt?> Receipt(string hash, CancellationToken cancellation)
    {
        JsonElement receipt = await rpc.Send(new RpcRequest("eth_getTransactionReceipt", hash), cancellation);
        return receipt.ValueKind is JsonValueKind.Object ? TransactionReceipt.Read(receipt) : null;
    }

    /// <summary>Whether the node knows a transaction, mined or waiting.</summary>
    public async Task<bool> Knows(string hash, CancellationToken cancellation) =>
        (await rpc.Send(new RpcRequest("eth_getTransactionByHash", hash), cancellation)).ValueKind is JsonValueKind.Object;

    private static ChainLog[] ReadLogs(JsonElement logs)
    {
        ChainLog[] read = [.. logs.EnumerateArray().Select(ChainLog.Read).Where(static log => !log.IsRemoved)];
        Array.Sort(read, static (left, right) => (left.BlockNumber, left.LogIndex).CompareTo((right.BlockNumber, right.LogIndex)));
        return read;
    }

    private static JsonNode Block(BlockTag tag) => tag.IsHash ? new JsonObject { ["blockHash"] = tag.Text } : tag.Text;

    private static JsonObject CallObject(ContractCall call, Address? from, in UInt256 value)
    {
        JsonObject json = new() { ["to"] = call.To.ToString(), ["data"] = Hex.Encode(call.Data) };
        if (from is { } sender)
            json["from"] = sender.ToString();
        if (!value.IsZero)
            json["value"] = value.ToHex();
        return json;
    }
}
