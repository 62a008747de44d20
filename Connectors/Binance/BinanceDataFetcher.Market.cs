using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Binance;

/// <content>The REST twins of the market streams.</content>
public sealed partial class BinanceDataFetcher
{
    /// <summary>Public trades from an id on, oldest first, at most 1000: what fills a gap in the stream. 20 weight.</summary>
    /// <param name="instrument">Whose.</param>
    /// <param name="fromTradeId">The first trade wanted; null asks for the newest.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ExchangeException">Refused, held back, or no readable answer.</exception>
    public async Task<IReadOnlyList<MarketEvent>> GetTrades(Instrument instrument, long? fromTradeId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        string query = fromTradeId is { } id ? $"{Symbol(instrument)}&fromId={id}&limit=1000" : $"{Symbol(instrument)}&limit=1000";
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/aggTrades", query, 20, Security.None), cancellation);
        return PublicDataParser.Trades(body, instrument, _clock.NowNs) ?? throw Unreadable("/fapi/v1/aggTrades");
    }

    /// <summary>Mark price, index price and next funding now: three events. 1 weight.</summary>
    /// <exception cref="ExchangeException">Refused, held back, or no readable answer.</exception>
    public async Task<IReadOnlyList<MarketEvent>> GetMark(Instrument instrument, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/premiumIndex", Symbol(instrument), 1, Security.None), cancellation);
        return PublicDataParser.Mark(body, instrument, _clock.NowNs) ?? throw Unreadable("/fapi/v1/premiumIndex");
    }

    /// <summary>Funding rates that were paid, oldest first, at most 100. 1 weight.</summary>
    /// <exception cref="ExchangeException">Refused, held back, or no readable answer.</exception>
    public async Task<IReadOnlyList<MarketEvent>> GetFundingRates(Instrument instrument, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/fundingRate", Symbol(instrument), 1, Security.None), cancellation);
        return PublicDataParser.FundingRates(body, _clock.NowNs) ?? throw Unreadable("/fapi/v1/fundingRate");
    }

    /// <summary>Best bid and ask now. 2 weight.</summary>
    /// <exception cref="ExchangeException">Refused, held back, or no readable answer.</exception>
    public async Task<Touch> GetTouch(Instrument instrument, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/ticker/bookTicker", Symbol(instrument), 2, Security.None), cancellation);
        return PublicDataParser.BestPrices(body, instrument) ?? throw Unreadable("/fapi/v1/ticker/bookTicker");
    }
}
