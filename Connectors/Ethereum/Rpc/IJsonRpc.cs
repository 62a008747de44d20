using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>One request of JSON-RPC.</summary>
/// <param name="Method">For example <c>eth_call</c>.</param>
/// <param name="Parameters">Its parameters, in order.</param>
public sealed record RpcRequest(string Method, params JsonNode?[] Parameters);

/// <summary>The answer to one request of a batch.</summary>
/// <param name="Result">The result; undefined when there is an error.</param>
/// <param name="Error">What the node refused, or null.</param>
public readonly record struct RpcAnswer(JsonElement Result, RpcException? Error)
{
    /// <summary>The result.</summary>
    /// <exception cref="RpcException">The node refused.</exception>
    public JsonElement Value => Error is null ? Result : throw Error;
}

/// <summary>Talks to a node, or to several that are checked against each other.</summary>
public interface IJsonRpc
{
    /// <summary>Sends requests together and returns their answers in the same order.</summary>
    /// <exception cref="RpcUnavailableException">No answer came, retries included.</exception>
    Task<IReadOnlyList<RpcAnswer>> Send(IReadOnlyList<RpcRequest> requests, CancellationToken cancellation);
}

/// <summary>Short forms.</summary>
public static class JsonRpcCalls
{
    /// <summary>Sends one request.</summary>
    /// <exception cref="RpcException">The node refused.</exception>
    /// <exception cref="RpcUnavailableException">No answer came.</exception>
    public static async Task<JsonElement> Send(this IJsonRpc rpc, RpcRequest request, CancellationToken cancellation) =>
        (await rpc.Send([request], cancellation))[0].Value;
}
