using System.Text.Json;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Connectors.Binance;

/// <summary>Asks Binance USD-M futures over REST. A call that the rate budget holds back throws <see cref="Reason.RateLimited"/> and was not sent.</summary>
public sealed partial class BinanceDataFetcher : IExchangeDataFetcher
{
    private const int AllOpenOrdersWeight = 40;
    private const long NsPerMs = 1_000_000;

    private readonly Lock _gate = new();
    private readonly BinanceOptions _options;
    private readonly BinanceRest _rest;
    private readonly BinanceClock _clock;
    private readonly RateBudget _budget;
    private readonly OrderReports _reports = new(new VenueNames());
    private readonly Dictionary<InstrumentId, Instrument> _known = [];

    internal BinanceDataFetcher(BinanceOptions options, BinanceRest rest, BinanceClock clock, RateBudget budget) =>
        (_options, _rest, _clock, _budget) = (options, rest, clock, budget);

    /// <inheritdoc/>
    public string Venue => _options.Venue;

    /// <inheritdoc/>
    public void SetAuthCredentials(ApiCredentials credentials) => _rest.SetCredentials(credentials);

    /// <inheritdoc/>
    public async Task<long> GetServerTimeNs(CancellationToken cancellation)
    {
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/time", "", 1, Security.None), cancellation);
        return RestParser.TryReadServerTime(body, out long serverMs) ? serverMs * NsPerMs : throw Unreadable("/fapi/v1/time");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Instrument>> GetInstruments(CancellationToken cancellation)
    {
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/exchangeInfo", "", 1, Security.None), cancellation);
        List<RateUse> rates = [];
        IReadOnlyList<Instrument> read = new InstrumentParser(Venue, _options.DefaultFees).Read(body, rates)
            ?? throw Unreadable("/fapi/v1/exchangeInfo");
        foreach (RateUse rate in rates)
            _budget.SetLimit(rate.IsOrders, rate.WindowMs, rate.Limit);

        var instruments = new Instrument[read.Count];
        for (int index = 0; index < instruments.Length; index++)
            instruments[index] = Remember(await WithFees(read[index], cancellation));
        return instruments;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ExecutionReport>> GetOpenOrders(IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        List<ExecutionReport> reports = [];
        if (instruments.Count >= AllOpenOrdersWeight)
        {
            byte[] all = await _rest.Ask(new("GET", "/fapi/v1/openOrders", "", AllOpenOrdersWeight, Security.Signed), cancellation);
            ReadOrders(all, Finder(instruments), reports);
            return reports;
        }

        foreach (Instrument instrument in instruments)
        {
            byte[] body = await _rest.Ask(new("GET", "/fapi/v1/openOrders", Symbol(instrument), 1, Security.Signed), cancellation);
            ReadOrders(body, Finder([instrument]), reports);
        }

        return reports;
    }

    /// <inheritdoc/>
    /// <remarks>A filled order is a <see cref="ReportKind.Traded"/> report that is final and names no single trade.</remarks>
    public async Task<ExecutionReport> GetOrder(ClientOrderId id, Instrument instrument, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        RestCall call = new("GET", "/fapi/v1/order", $"{Symbol(instrument)}&origClientOrderId={id}", 1, Security.Signed);
        try
        {
            byte[] body = await _rest.Ask(call, cancellation);
            if (OrderTextParser.TryRead(body, out OrderText order) && TryReport(in order, instrument, out ExecutionReport report))
                return report;
            throw Unreadable(call.Path);
        }
        catch (ExchangeException missing) when (missing.VenueCode is BinanceErrors.NoSuchOrder)
        {
            return new ExecutionReport
            {
                Kind = ReportKind.NotFound,
                Id = id,
                Instrument = instrument.Id,
                Reason = Reason.UnknownOrder,
                VenueCode = missing.VenueCode,
                ReceiveTimeNs = _clock.NowNs,
            };
        }
    }

    /// <inheritdoc/>
    /// <remarks>At most 1000 fills: ask again from the last one.</remarks>
    public async Task<IReadOnlyList<ExecutionReport>> GetFills(Instrument instrument, long fromTradeId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        string query = $"{Symbol(instrument)}&fromId={Math.Max(0, fromTradeId)}&limit=1000";
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/userTrades", query, 5, Security.Signed), cancellation);
        return AccountParser.Fills(body, instrument, _clock.NowNs) ?? throw Unreadable("/fapi/v1/userTrades");
    }

    /// <inheritdoc/>
    /// <exception cref="ExchangeException">Also when the account is in hedge mode.</exception>
    public async Task<IReadOnlyList<VenuePosition>> GetPositions(IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        string query = instruments.Count == 1 ? Symbol(instruments[0]) : "";
        byte[] body = await _rest.Ask(new("GET", "/fapi/v3/positionRisk", query, 5, Security.Signed), cancellation);
        IReadOnlyList<VenuePosition> positions = AccountParser.Positions(body, Finder(instruments), _clock.NowNs, out bool isHedged)
            ?? throw Unreadable("/fapi/v3/positionRisk");
        return isHedged ? throw HedgeMode() : positions;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VenueBalance>> GetBalances(CancellationToken cancellation)
    {
        byte[] body = await _rest.Ask(new("GET", "/fapi/v3/balance", "", 5, Security.Signed), cancellation);
        return AccountParser.Balances(body, _clock.NowNs) ?? throw Unreadable("/fapi/v3/balance");
    }

    /// <summary>Refuses an account that is in hedge mode or in multi-assets mode. 60 weight.</summary>
    /// <exception cref="ExchangeException">It is; the message names the mode and where to change it. Or the venue gave no answer.</exception>
    public async Task CheckAccountMode(CancellationToken cancellation)
    {
        byte[] dual = await _rest.Ask(new("GET", "/fapi/v1/positionSide/dual", "", 30, Security.Signed), cancellation);
        if (RestParser.Flag(dual, "dualSidePosition") ?? throw Unreadable("/fapi/v1/positionSide/dual"))
            throw HedgeMode();

        byte[] assets = await _rest.Ask(new("GET", "/fapi/v1/multiAssetsMargin", "", 30, Security.Signed), cancellation);
        if (RestParser.Flag(assets, "multiAssetsMargin") ?? throw Unreadable("/fapi/v1/multiAssetsMargin"))
        {
            throw new ExchangeException(
                $"{_options.Account} is in multi-assets mode, which Quern does not trade in: switch it to single-asset mode at the venue.",
                Reason.Unauthorised);
        }
    }

    // A venue's filter version rises with each change that we see.
    private Instrument Remember(Instrument read)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(read.Id, out Instrument? old))
            {
                bool isSame = old.Filters with { Version = 1 } == read.Filters;
                read = read with { Filters = read.Filters with { Version = isSame ? old.Filters.Version : old.Filters.Version + 1 } };
            }

            return _known[read.Id] = read;
        }
    }

    private async Task<Instrument> WithFees(Instrument instrument, CancellationToken cancellation)
    {
        if (!_rest.HasCredentials || !_options.FeeSymbols.Contains(instrument.Id.Symbol))
            return instrument;
        byte[] body = await _rest.Ask(new("GET", "/fapi/v1/commissionRate", Symbol(instrument), 20, Security.Signed), cancellation);
        return RestParser.TryReadFees(body, out Fees fees) ? instrument with { Fees = fees } : throw Unreadable("/fapi/v1/commissionRate");
    }

    private void ReadOrders(byte[] body, Func<string, Instrument?> find, List<ExecutionReport> reports)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray)
            throw Unreadable("/fapi/v1/openOrders");
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            if (!OrderTextParser.TryRead(ref reader, out OrderText order))
                throw Unreadable("/fapi/v1/openOrders");
            if (find(System.Text.Encoding.UTF8.GetString(order.Symbol)) is not { } instrument)
                continue;
            reports.Add(TryReport(in order, instrument, out ExecutionReport report) ? report : throw Unreadable("/fapi/v1/openOrders"));
        }
    }

    private bool TryReport(in OrderText order, Instrument instrument, out ExecutionReport report)
    {
        lock (_gate)
            return _reports.TryMake(in order, instrument, _clock.NowNs, out report);
    }

    private static Func<string, Instrument?> Finder(IReadOnlyList<Instrument> instruments)
    {
        Dictionary<string, Instrument> bySymbol = [];
        foreach (Instrument instrument in instruments)
            bySymbol[instrument.Id.Symbol] = instrument;
        return bySymbol.GetValueOrDefault;
    }

    private static string Symbol(Instrument instrument) => $"symbol={Uri.EscapeDataString(instrument.Id.Symbol)}";

    private ExchangeException HedgeMode() => new(
        $"{_options.Account} is in hedge mode, which Quern does not trade in: switch it to one-way mode at the venue.", Reason.Unauthorised);

    private static ExchangeException Unreadable(string path) => new($"{path}: the reply could not be read.", Reason.VenueOther);
}
