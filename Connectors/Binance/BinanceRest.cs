using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Orders;

namespace Quern.Connectors.Binance;

/// <summary>What a REST call needs to prove who asks.</summary>
internal enum Security : byte
{
    /// <summary>Nothing: public data.</summary>
    None,

    /// <summary>The key alone: the listen key.</summary>
    Key,

    /// <summary>Key, time stamp and signature.</summary>
    Signed,
}

/// <summary>A REST call: what, with which parameters, at which weight.</summary>
internal readonly record struct RestCall(string Method, string Path, string Query, int Weight, Security Security, bool IsCancel = false);

/// <summary>What came of a REST call that got an answer.</summary>
internal readonly record struct RestAnswer(int Status, byte[] Body, BinanceError Error, int Code, string Text)
{
    public bool IsSuccess => Error.Reason is Reason.None && Error.NextStep is null;
}

/// <summary>Sends REST calls within the budget, stamped and signed at the last moment, and reads what every answer says about limits and errors.</summary>
internal sealed class BinanceRest(
    BinanceOptions options, IHttpTransport http, BinanceClock clock, RateBudget budget, ILogger logger)
{
    private static readonly TimeSpan DefaultStop = TimeSpan.FromSeconds(60);

    private BinanceSigner? _signer;

    public void SetCredentials(ApiCredentials credentials) => Volatile.Write(ref _signer, new BinanceSigner(credentials));

    public bool HasCredentials => Volatile.Read(ref _signer) is not null;

    /// <summary>Sends a call and gives its body.</summary>
    /// <exception cref="ExchangeException">Refused, held back, or no answer.</exception>
    public async Task<byte[]> Ask(RestCall call, CancellationToken cancellation)
    {
        RestAnswer answer = await TryAsk(call, cancellation);
        if (answer.Code == BinanceErrors.ClockOutsideWindow)
        {
            // The only refusal that proves both that nothing happened and that a fresh stamp will do.
            await MeasureClock(cancellation);
            answer = await TryAsk(call, cancellation);
        }

        if (answer.IsSuccess)
            return answer.Body;
        throw new ExchangeException(
            $"{call.Method} {call.Path}: {answer.Text} (HTTP {answer.Status}, code {answer.Code}). {answer.Error.NextStep}",
            answer.Error.Reason, answer.Code);
    }

    /// <summary>Sends a call and gives whatever the venue answered.</summary>
    /// <exception cref="ExchangeException">Held back by the budget (<see cref="Reason.RateLimited"/>, provably not sent), or no answer
    /// (<see cref="Reason.Transport"/>, with the <see cref="HttpTransportException"/> inside).</exception>
    public async Task<RestAnswer> TryAsk(RestCall call, CancellationToken cancellation)
    {
        if (!(call.IsCancel ? budget.TryTakeCancel() : call.Weight == 0 || budget.TryTakeQuery(call.Weight)))
            throw new ExchangeException($"{call.Method} {call.Path}: held back by the rate budget, not sent.", Reason.RateLimited);

        HttpReply reply;
        try
        {
            reply = await http.Send(Build(call), cancellation);
        }
        catch (HttpTransportException problem)
        {
            throw new ExchangeException($"{call.Method} {call.Path}: {problem.Message}", Reason.Transport, 0, problem);
        }

        ReadLimits(reply);
        return Judge(call, reply);
    }

    /// <summary>Measures the venue's clock by one round trip.</summary>
    public async Task MeasureClock(CancellationToken cancellation)
    {
        long sentNs = clock.NowNs;
        RestAnswer answer = await TryAsk(new("GET", "/fapi/v1/time", "", 1, Security.None), cancellation);
        long receivedNs = clock.NowNs;
        if (!answer.IsSuccess || !RestParser.TryReadServerTime(answer.Body, out long serverMs))
            throw new ExchangeException($"GET /fapi/v1/time: no time in the reply, {answer.Text}", Reason.VenueOther, answer.Code);

        clock.Measure(sentNs, receivedNs, serverMs);
        logger.ClockMeasured(clock.OffsetNs / 1e6, (receivedNs - sentNs) / 1e6);
    }

    private HttpCall Build(in RestCall call)
    {
        string query = call.Query;
        KeyValuePair<string, string>[] headers = [];
        if (call.Security is not Security.None)
        {
            BinanceSigner signer = Volatile.Read(ref _signer)
                ?? throw new ExchangeException($"{call.Method} {call.Path}: no API key is set.", Reason.Unauthorised);
            headers = [new("X-MBX-APIKEY", signer.Key)];
            if (call.Security is Security.Signed)
                query = Sign(query, signer);
        }

        string address = options.Endpoints.Rest.GetLeftPart(UriPartial.Path).TrimEnd('/') + call.Path;
        return new(call.Method, new Uri(query.Length == 0 ? address : $"{address}?{query}"), headers, options.RestTimeOut);
    }

    private string Sign(string query, BinanceSigner signer)
    {
        string separator = query.Length == 0 ? "" : "&";
        string stamped = string.Create(
            CultureInfo.InvariantCulture,
            $"{query}{separator}recvWindow={(long)options.RecvWindow.TotalMilliseconds}&timestamp={clock.TimestampMs}");
        Span<byte> signature = stackalloc byte[BinanceSigner.TextLength];
        signer.Sign(Encoding.ASCII.GetBytes(stamped), signature);
        return $"{stamped}&signature={Encoding.ASCII.GetString(signature)}";
    }

    private void ReadLimits(HttpReply reply)
    {
        foreach (KeyValuePair<string, string> header in reply.Headers)
        {
            (bool isOrders, long windowMs) = header.Key.ToUpperInvariant() switch
            {
                "X-MBX-USED-WEIGHT-1M" => (false, 60_000L),
                "X-MBX-ORDER-COUNT-10S" => (true, 10_000L),
                "X-MBX-ORDER-COUNT-1M" => (true, 60_000L),
                _ => (false, 0L),
            };
            if (windowMs > 0 && long.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long used))
                budget.Report(isOrders, windowMs, used);
        }

        if (reply.Status is not (429 or 418))
            return;
        TimeSpan wait = int.TryParse(reply.Header("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(seconds) : DefaultStop;
        budget.Stop(wait, isBan: reply.Status == 418);
        logger.ToldToStop(reply.Status, wait.TotalSeconds);
    }

    private RestAnswer Judge(in RestCall call, HttpReply reply)
    {
        bool isJson = RestParser.TryReadError(reply.Body, out int code, out string text);
        if (reply.Status is >= 200 and < 300 && code >= 0)
            return new(reply.Status, reply.Body, default, 0, "");

        BinanceError error = isJson && code < 0 ? BinanceErrors.Of(code) : BinanceErrors.OfHttp(reply.Status, reply.Body);
        string said = isJson ? text : $"{reply.Body.Length} bytes without an error code";
        logger.RestRefused(call.Method, call.Path, reply.Status, code, said);
        return new(reply.Status, reply.Body, error, code, said);
    }
}
