using System.Text.Json;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>One endpoint over HTTP, with batches and retries.</summary>
/// <param name="transport">Sends the bytes.</param>
/// <param name="options">Where and how.</param>
/// <param name="time">Waits between attempts.</param>
public sealed class HttpJsonRpc(IHttpTransport transport, RpcOptions options, TimeProvider time) : IJsonRpc
{
    private static readonly KeyValuePair<string, string>[] Headers = [new("Content-Type", "application/json")];
    private long _nextId = 1;

    /// <summary>The host, for log lines: the address itself may hold an access token.</summary>
    public string Name => options.Address.Authority;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation)
    {
        List<RpcAnswer> answers = new(requests.Count);
        for (int start = 0; start < requests.Count; start += options.BatchSize)
        {
            RpcRequest[] chunk = [.. requests.Skip(start).Take(options.BatchSize)];
            answers.AddRange(await SendWithRetries(chunk, cancellation));
        }

        return answers;
    }

    private async Task<RpcAnswer[]> SendWithRetries(RpcRequest[] requests, CancellationToken cancellation)
    {
        TimeSpan backoff = options.FirstBackoff;
        Exception? last = null;
        for (int attempt = 1; attempt <= options.Attempts; attempt++)
        {
            if (attempt > 1)
            {
                await Task.Delay(backoff, time, cancellation);
                backoff *= 2;
            }

            try
            {
                return await SendOnce(requests, cancellation);
            }
            catch (HttpTransportException problem)
            {
                // A transport says where it went: the path, which may hold an access token, goes no further.
                last = new RpcUnavailableException(problem.Message.Replace(options.Address.GetLeftPart(UriPartial.Path), Name, StringComparison.Ordinal));
            }
            catch (Exception problem) when (problem is RpcUnavailableException or JsonException)
            {
                last = problem;
            }
        }

        throw new RpcUnavailableException($"{Name} did not answer {requests[0].Method} in {options.Attempts} attempts ({last?.Message}).", last);
    }

    private async Task<RpcAnswer[]> SendOnce(RpcRequest[] requests, CancellationToken cancellation)
    {
        long firstId = Interlocked.Add(ref _nextId, requests.Length) - requests.Length;
        ReadOnlyMemory<byte> body = requests.Length == 1 ? RpcMessages.Single(requests[0], firstId) : RpcMessages.Batch(requests, firstId);
        HttpReply reply = await transport.Send(new("POST", options.Address, Headers, options.TimeOut) { Body = body }, cancellation);

        // Some nodes send a refusal with status 400; busy ones answer 429 or 5xx, which is worth another attempt.
        if (reply.Status is 429 or >= 500)
            throw new RpcUnavailableException($"{Name} answered with status {reply.Status}.");
        using JsonDocument document = JsonDocument.Parse(reply.Body);
        return Match(document.RootElement, firstId, requests.Length);
    }

    // Batches may be answered out of order, and a single refusal may stand for all of a batch.
    private RpcAnswer[] Match(JsonElement root, long firstId, int count)
    {
        RpcAnswer?[] answers = new RpcAnswer?[count];
        if (root.ValueKind is JsonValueKind.Object)
        {
            if (count > 1)
                throw new RpcUnavailableException($"{Name} refused a batch: {RpcMessages.Answer(root).Error?.Message}");
            answers[0] = RpcMessages.Answer(root);
        }
        else
        {
            foreach (JsonElement reply in root.EnumerateArray())
            {
                long index = RpcMessages.Id(reply) - firstId;
                if (index >= 0 && index < count)
                    answers[index] = RpcMessages.Answer(reply);
            }
        }

        return Array.ConvertAll(
            answers, answer => answer ?? throw new RpcUnavailableException($"{Name} left a request of the batch unanswered."));
    }
}
