using Microsoft.Extensions.Logging;
using Quern.Connectors.Binance.Parsing;
using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Connectors.Binance;

/// <summary>Positions and balances of one Binance USD-M account, from the user stream's <c>ACCOUNT_UPDATE</c>, and what fills realised from its <c>ORDER_TRADE_UPDATE</c>.</summary>
public sealed class BinancePms : IExchangePms, IUserStreamListener
{
    private const long NsPerMs = 1_000_000;
    private const int E8 = 8;

    private readonly Lock _gate;
    private readonly BinanceOptions _options;
    private readonly BinanceUserStream _stream;
    private readonly SymbolTable<Instrument> _instruments;
    private readonly VenueNames _names;
    private readonly ILogger _logger;
    private readonly AccountUpdate _update = new();
    private IAccountEventSink? _sink;

    internal BinancePms(
        Lock gate, BinanceOptions options, BinanceUserStream stream, SymbolTable<Instrument> instruments, VenueNames names, ILogger logger) =>
        (_gate, _options, _stream, _instruments, _names, _logger) = (gate, options, stream, instruments, names, logger);

    /// <inheritdoc/>
    public string Account => _options.Account;

    /// <inheritdoc/>
    public ConnectionState State
    {
        get
        {
            lock (_gate)
                return _sink is null ? ConnectionState.Idle : _stream.State;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was connected before.</exception>
    public void Connect(IAccountEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        lock (_gate)
        {
            if (_sink is not null)
                throw new InvalidOperationException($"{Account}: positions are connected already.");
            _sink = sink;
        }

        _stream.Join(this);
    }

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => _sink is null ? ValueTask.CompletedTask : _stream.Leave(this);

    void IUserStreamListener.OnUserStream(ConnectionState state, string detail) => _sink!.OnAccountStream(state, detail);

    bool IUserStreamListener.TryOnUserEvent(StreamEventKind kind, ReadOnlySpan<byte> frame, long receiveTimeNs)
    {
        if (kind is StreamEventKind.OrderTradeUpdate)
        {
            TellRealised(frame);
            return true;
        }

        if (kind is not StreamEventKind.AccountUpdate)
            return true;
        if (!AccountUpdateParser.TryRead(frame, _instruments, _names, _update))
            return false;

        long venueTimeNs = _update.EventMs * NsPerMs;
        foreach (PositionRow row in _update.Positions)
            OnPosition(row, venueTimeNs, receiveTimeNs);

        BalanceCause cause = CauseOf(_update.Cause);
        foreach (BalanceRow row in _update.Balances)
            _sink!.OnBalance(new(row.Asset, row.WalletE8, row.ChangeE8, cause, venueTimeNs, receiveTimeNs));
        return true;
    }

    // Order entry reads the same event and says what is malformed about it.
    private void TellRealised(ReadOnlySpan<byte> frame)
    {
        if (frame.IndexOf("\"TRADE\""u8) < 0 || !OrderUpdateParser.TryRead(frame, out OrderUpdate update) || update.TradeId <= 0
            || !update.ExecutionType.SequenceEqual("TRADE"u8) || update.Realised.IsEmpty
            || !Json.TryRounded(update.Realised, E8, out Int128 realisedE8) || _instruments.Find(update.Symbol) is not { } instrument)
            return;
        Side side = update.Side.SequenceEqual("SELL"u8) ? Side.Sell : Side.Buy;
        _sink!.OnRealised(new(instrument.Id, side, update.TradeId, realisedE8));
    }

    private void OnPosition(in PositionRow row, long venueTimeNs, long receiveTimeNs)
    {
        if (row.Instrument is null)
            _logger.UnknownSymbol(Account);
        else if (!row.IsOneWay)
            _logger.HedgeRow(Account);
        else
            _sink!.OnPosition(new(row.Instrument.Id, row.SignedLots, row.EntryPriceE8, venueTimeNs, receiveTimeNs));
    }

    internal static BalanceCause CauseOf(string cause) => cause switch
    {
        "ORDER" => BalanceCause.Trade,
        "FUNDING_FEE" => BalanceCause.Funding,
        "DEPOSIT" or "WITHDRAW" or "WITHDRAW_REJECT" or "ADMIN_DEPOSIT" or "ADMIN_WITHDRAW" or "MARGIN_TRANSFER" or "ASSET_TRANSFER"
            or "OPTIONS_TRANSFER" or "COIN_SWAP_DEPOSIT" or "COIN_SWAP_WITHDRAW" => BalanceCause.Transfer,
        _ => BalanceCause.Other,
    };
}
