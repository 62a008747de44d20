using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>The bytes of JSON-RPC 2.0, the same over HTTP and web socket.</summary>
internal static class RpcMessages
{
    /// <summary>A batch whose ids count from <paramref name="firstId"/>.</summary>
    public static ReadOnlyMemory<byte> Batch(ReadOnlySpan<RpcRequest> requests, long firstId)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter writer = new(bytes);
        writer.WriteStartArray();
        for (int index = 0; index < requests.Length; index++)
            Write(writer, requests[index], firstId + index);
        writer.WriteEndArray();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>One request.</summary>
    public static ReadOnlyMemory<byte> Single(RpcRequest request, long id)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter writer = new(bytes);
        Write(writer, request, id);
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>The answer in one reply object.</summary>
    public static RpcAnswer Answer(JsonElement reply)
    {
        if (reply.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object)
            return new(default, Error(error));
        return reply.TryGetProperty("result", out JsonElement result)
            ? new(result.Clone(), null)
            : new(default, new RpcException(0, "The reply has neither result nor error.", []));
    }

    private static RpcException Error(JsonElement error)
    {
        int code = error.TryGetProperty("code", out JsonElement number) && number.TryGetInt32(out int parsed) ? parsed : 0;
        string reason = error.TryGetProperty("message", out JsonElement text) ? text.ToString() : "no message";
        byte[] data = [];
        if (error.TryGetProperty("data", out JsonElement returned) && returned.ValueKind is JsonValueKind.String)
        {
            string hex = returned.GetString()!;
            if (hex.StartsWith("0x", StringComparison.Ordinal) && hex.Length % 2 == 0 && hex.AsSpan(2).IndexOfAnyExcept(HexDigits) < 0)
                data = Hex.Decode(hex);
        }

        return new(code, reason, data);
    }

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private static void Write(Utf8JsonWriter writer, RpcRequest request, long id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WriteNumber("id", id);
        writer.WriteString("method", request.Method);
        writer.WriteStartArray("params");
        foreach (System.Text.Json.Nodes.JsonNode? parameter in request.Parameters)
        {
            if (parameter is null)
                writer.WriteNullValue();
            else
                parameter.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The id of a reply, or −1.</summary>
    public static long Id(JsonElement reply) => !reply.TryGetProperty("id", out JsonElement id) ? -1
        : id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out long number) ? number
        : id.ValueKind is JsonValueKind.String && long.TryParse(id.GetString(), CultureInfo.InvariantCulture, out number) ? number
        : -1;
}
