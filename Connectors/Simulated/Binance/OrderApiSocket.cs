using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Connectors.Simulated.Wire;
using Quern.Connectors.Transport;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>The request and response socket: the same endpoints as over REST, named by method, answered by id in any order.</summary>
internal sealed class OrderApiSocket(
    VenueCore core, IWebSocketConnection client, Gateway gateway, IReadOnlyDictionary<string, Endpoint> methods, bool returnsLimits)
    : VenueSocket(core, client, SocketKind.Orders)
{
    private readonly JsonFrame _frame = new();

    public void Forget() => _frame.Dispose();

    protected override void Read(ReadOnlySpan<byte> frame)
    {
        if (ClientFrame.Read(frame) is not { } request)
        {
            Reply("null"u8.ToArray(), null, null, EndpointReply.Refused(BinanceErrors.BadJson), returnsLimits);
            return;
        }

        RequestParameters parameters = RequestParameters.OfSocket(request.Named);
        bool withLimits = returnsLimits && parameters.Get("returnRateLimits") != "false";
        if (!methods.TryGetValue(request.Method, out Endpoint? endpoint))
        {
            Reply(request.Id, null, null, EndpointReply.Refused(BinanceErrors.NotSupported), withLimits);
            return;
        }

        string? key = parameters.Get("apiKey");
        gateway.Dispatch(endpoint, parameters, key, "", reply =>
        {
            if (reply is not null)
                Reply(request.Id, endpoint, key, reply, withLimits);
        });
    }

    private void Reply(byte[] id, Endpoint? endpoint, string? key, EndpointReply reply, bool withLimits)
    {
        if (!IsOpen)
            return;

        var json = _frame.Start();
        json.WriteStartObject();
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id, skipInputValidation: true);
        json.WriteNumber("status"u8, reply.Error.IsNone ? 200 : reply.Error.Status);
        if (reply.Error.IsNone)
        {
            json.WritePropertyName("result"u8);
            json.WriteRawValue(reply.Body, skipInputValidation: true);
        }
        else
        {
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, reply.Error.Code);
            json.WriteString("msg"u8, reply.Error.Message);
            if (reply.RetryAfterMs > 0)
                WriteRetry(reply);
            json.WriteEndObject();
        }

        if (withLimits)
            WriteLimits(endpoint, key);
        json.WriteEndObject();
        Send(_frame.Bytes);
    }

    private void WriteRetry(EndpointReply reply)
    {
        _frame.Writer.WriteStartObject("data"u8);
        _frame.Writer.WriteNumber("serverTime"u8, gateway.NowMs);
        _frame.Writer.WriteNumber("retryAfter"u8, gateway.NowMs + reply.RetryAfterMs);
        _frame.Writer.WriteEndObject();
    }

    private void WriteLimits(Endpoint? endpoint, string? key)
    {
        RateLedger rates = gateway.Rates;
        long nowMs = gateway.NowMs;
        _frame.Writer.WriteStartArray("rateLimits"u8);
        if (endpoint is { CountsAsOrder: true } && gateway.AccountOf(key) is { } account)
        {
            (int tenSeconds, int minute) = rates.Orders(account, nowMs);
            ExchangeInfoWire.RateLimit(_frame.Writer, "ORDERS"u8, "SECOND"u8, 10, rates.Limits.OrdersPerTenSeconds, tenSeconds);
            ExchangeInfoWire.RateLimit(_frame.Writer, "ORDERS"u8, "MINUTE"u8, 1, rates.Limits.OrdersPerMinute, minute);
        }

        ExchangeInfoWire.RateLimit(_frame.Writer, "REQUEST_WEIGHT"u8, "MINUTE"u8, 1, rates.WeightLimit, rates.Weight("", nowMs));
        _frame.Writer.WriteEndArray();
    }
}
