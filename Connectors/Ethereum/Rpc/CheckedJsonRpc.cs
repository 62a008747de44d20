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

    private async Task Compare(IReadOnlyList<RpcRequest> requests, List<int> indexes, RpcAnswer[] answers, CancellationToken cancellation)
    {
        RpcRequest[] asked = [.. indexes.Select(index => requests[index])];
        List<IReadOnlyList<RpcAnswer>> heard = [];
        RpcUnavailableException? last = null;
        foreach (IJsonRpc endpoint in endpoints)
        {
            if (heard.Count == quorum)
                break;
            try
            {
                heard.Add(await endpoint.Send(asked, cancellation));
            }
            catch (RpcUnavailableException problem)
            {
                last = problem;
            }
        }

        if (heard.Count < quorum)
            throw new RpcUnavailableException($"{heard.Count} of {quorum} endpoints answered {asked[0].Method}.", last);
        for (int position = 0; position < indexes.Count; position++)
        {
            for (int other = 1; other < heard.Count; other++)
                RequireSame(asked[position], heard[0][position], heard[other][position]);
            answers[indexes[position]] = heard[0][position];
        }
    }

    // Estimates and fee history differ between honest nodes; refusals are worded differently.
    private static void RequireSame(RpcRequest request, RpcAnswer first, RpcAnswer other)
    {
        if (request.Method is "eth_estimateGas" or "eth_feeHistory" or "eth_maxPriorityFeePerGas" or "eth_gasPrice")
            return;
        bool isSame = first.Error is null == other.Error is null
            && (first.Error is not null || JsonElement.DeepEquals(first.Result, other.Result));
        if (!isSame)
            throw new RpcDisagreementException($"Endpoints differ about {request.Method}: {Show(first)} and {Show(other)}.");
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
