using System.Text.Json;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>
/// Several endpoints as one. What must be the same everywhere is asked of as many as the quorum and compared; the head is the
/// highest
/// block that a quorum has reached; a transaction is sent to all of them, or only to a private relay.
/// </summary>
/// <param name="endpoints">In order of preference.</param>
/// <param name="quorum">How many must agree; 1 means the first that answers is believed. At most the number of endpoints.</param>
/// <param name="relay">Where transactions go instead, so that the public pool does not see them; null sends them to all
/// endpoints.</param>
public sealed class CheckedJsonRpc(IReadOnlyList<IJsonRpc> endpoints, int quorum, IJsonRpc? relay = null) : IJsonRpc
{
    /// <inheritdoc/>
    /// <exception cref="RpcDisagreementException">Endpoints contradict each other.</exception>
    /// <exception cref="RpcUnavailableException">Fewer than the quorum answered.</exception>
    public async Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation)
    {
        RpcAnswer[] answers = new RpcAnswer[requests.Count];
        List<int> compared = [];
        for (int index = 0; index < requests.Count; index++)
        {
            switch (requests[index].Method)
            {
                case "eth_blockNumber":
                    answers[index] = new(await Head(requests[index], cancellation), null);
                    break;
                case "eth_sendRawTransaction":
                    answers[index] = await Broadcast(requests[index], cancellation);
                    break;
                default:
                    compared.Add(index);
                    break;
            }
        }

        if (compared.Count > 0)
            await Compare(requests, compared, answers, cancellation);
        return answers;
    }

    // Endpoints are asked in turn until every question has a quorum of equal answers: one that lies or lags is outvoted where there
    // are enough others, and reported as a contradiction where there are not.
    private async Task Compare(IReadOnlyList<RpcRequest> requests, List<int> indexes, RpcAnswer[] answers, CancellationToken cancellation)
    {
        RpcRequest[] asked = [.. indexes.Select(index => requests[index])];
        List<IReadOnlyList<RpcAnswer>> heard = [];
        RpcUnavailableException? last = null;
        int settled = 0;
        foreach (IJsonRpc endpoint in endpoints)
        {
            try
            {
                heard.Add(await endpoint.Send(asked, cancellation));
            }
            catch (RpcUnavailableException problem)
            {
                last = problem;
                continue;
            }

            while (settled < asked.Length && Agreed(asked[settled], heard, settled) is { } answer)
                answers[indexes[settled++]] = answer;
            if (settled == asked.Length)
                return;
        }

        if (heard.Count < quorum)
            throw new RpcUnavailableException($"{heard.Count} of {quorum} endpoints answered {asked[0].Method}.", last);
        throw new RpcDisagreementException(
            $"Endpoints differ about {asked[settled].Method}: {string.Join(" and ", heard.Select(answer => Show(answer[settled])))}.");
    }

    private RpcAnswer? Agreed(RpcRequest request, List<IReadOnlyList<RpcAnswer>> heard, int position)
    {
        if (heard.Count < quorum)
            return null;
        if (Differs(request))
            return heard[0][position];
        foreach (IReadOnlyList<RpcAnswer> candidate in heard)
        {
            if (heard.Count(other => IsSame(request.Method, candidate[position], other[position])) >= quorum)
                return candidate[position];
        }

        return null;
    }

    // Estimates, and what waits to be mined, differ between honest nodes.
    private static bool Differs(RpcRequest request) =>
        request.Method is "eth_estimateGas" or "eth_feeHistory" or "eth_maxPriorityFeePerGas" or "eth_gasPrice" or "eth_getTransactionByHash"
        || (request.Method is "eth_getTransactionCount" && request.Parameters[^1]?.ToString() == "pending");

    // Refusals are worded differently, and nodes add members of their own to blocks, logs and receipts.
    private static bool IsSame(string method, in RpcAnswer first, in RpcAnswer other)
    {
        if (first.Error is not null || other.Error is not null)
            return first.Error is not null && other.Error is not null;
        return JsonElement.DeepEquals(first.Result, other.Result)
            || (first.Result.ValueKind == other.Result.ValueKind && Essence(method, first.Result) is { } essence && essence == Essence(method, other.Result));
    }

    // What Quern reads of an answer; null where all of it counts, or where it can't be read.
    private static string? Essence(string method, in JsonElement result)
    {
        try
        {
            return (method, result.ValueKind) switch
            {
                ("eth_getBlockByNumber" or "eth_getBlockByHash", JsonValueKind.Object) => BlockHeader.Read(result).ToString(),
                ("eth_getLogs", JsonValueKind.Array) => string.Join('\n', result.EnumerateArray().Select(LogEssence)),
                ("eth_getTransactionReceipt", JsonValueKind.Object) => ReceiptEssence(result),
                _ => null,
            };
        }
        catch (Exception problem) when (problem is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string ReceiptEssence(in JsonElement receipt) =>
        $"{receipt.Text("transactionHash")} {receipt.Text("blockHash")} {receipt.Text("status")} "
        + string.Join('\n', receipt.GetProperty("logs").EnumerateArray().Select(LogEssence));

    private static string LogEssence(JsonElement json)
    {
        ChainLog log = ChainLog.Read(json);
        return $"{log.BlockHash} {log.TransactionHash} {log.LogIndex} {log.Address} {string.Join(',', log.Topics)} {Hex.Encode(log.Data)} {log.IsRemoved}";
    }

    private static string Show(RpcAnswer answer)
    {
        string text = answer.Error?.Message ?? answer.Result.GetRawText();
        return text.Length <= 200 ? text : text[..200] + "…";
    }

    private async Task<JsonElement> Head(RpcRequest request, CancellationToken cancellation)
    {
        List<(ulong Number, JsonElement Answer)> heads = [];
        RpcUnavailableException? last = null;
        foreach (IJsonRpc endpoint in endpoints)
        {
            try
            {
                JsonElement answer = await endpoint.Send(request, cancellation);
                heads.Add((answer.Quantity64(), answer));
            }
            catch (RpcUnavailableException problem)
            {
                last = problem;
            }
        }

        if (heads.Count < quorum)
            throw new RpcUnavailableException($"{heads.Count} of {quorum} endpoints told their head.", last);
        heads.Sort(static (left, right) => right.Number.CompareTo(left.Number));
        return heads[quorum - 1].Answer;
    }

    private async Task<RpcAnswer> Broadcast(RpcRequest request, CancellationToken cancellation)
    {
        RpcAnswer? refused = null;
        RpcAnswer? accepted = null;
        RpcUnavailableException? last = null;
        foreach (IJsonRpc endpoint in relay is null ? endpoints : [relay])
        {
            try
            {
                RpcAnswer answer = (await endpoint.Send([request], cancellation))[0];
                if (answer.Error is null)
                    accepted ??= answer;
                else
                    refused ??= answer;
            }
            catch (RpcUnavailableException problem)
            {
                last = problem;
            }
        }

        return accepted ?? refused ?? throw new RpcUnavailableException("No endpoint took the transaction.", last);
    }
}
