using System.Buffers.Binary;
using System.Text;
using Quern.Connectors.Simulated;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;
using Quern.Silo.Engines;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>Hears what truly happens at one venue, and holds the account's rules against it: I1, I2, I3, I7, and that nobody trades with himself.</summary>
internal sealed class VenueWatch(string venue, EventLog events) : IVenueObserver
{
    private const int Us = 1;
    private readonly Dictionary<long, ClientOrderId> _ids = [];
    private readonly Dictionary<(int Market, long TradeId, Side Side), (ClientOrderId Id, long Price, long Lots)> _trades = [];
    private readonly Dictionary<ulong, long> _tradedLots = [];
    private readonly HashSet<ulong> _taken = [];
    private Oracle? _oracle;
    private Market? _market;
    private AccountWatch? _account;
    private int _highestEpoch;

    /// <summary>Orders of ours that the venue accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Trades of ours, each side of ours counted.</summary>
    public long Trades { get; private set; }

    public void Join(Oracle oracle, Market market, AccountWatch account) => (_oracle, _market, _account) = (oracle, market, account);

    /// <summary>True once the venue took the order.</summary>
    public bool Has(ClientOrderId id) => _taken.Contains(id.Value);

    /// <summary>Lots that an order truly traded.</summary>
    public long TradedLots(ClientOrderId id) => _tradedLots.GetValueOrDefault(id.Value);

    /// <summary>Lots that orders of a kind traded on an instrument; positive is bought.</summary>
    public long TradedLots(InstrumentId instrument, Func<ClientOrderId, bool> isMeant)
    {
        int index = IndexOf(instrument);
        return _trades.Where(trade => trade.Key.Market == index && isMeant(trade.Value.Id)).Sum(trade => trade.Key.Side.Sign() * trade.Value.Lots);
    }

    /// <summary>The trade of that id and side, when it was ours.</summary>
    public bool TryGetTrade(InstrumentId instrument, long tradeId, Side side, out (ClientOrderId Id, long Price, long Lots) trade)
    {
        return _trades.TryGetValue((IndexOf(instrument), tradeId, side), out trade);
    }

    public void OnEvent(ReadOnlySpan<byte> canonical)
    {
        events.OnEvent(canonical);
        if (_oracle is null)
            return;

        int owner = BinaryPrimitives.ReadInt32LittleEndian(canonical[4..]);
        int makerOwner = BinaryPrimitives.ReadInt32LittleEndian(canonical[64..]);
        if (owner != Us && makerOwner != Us)
            return;

        long Long(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(16 + index * 8)..]);
        var (market, side, order) = (canonical[1], (Side)canonical[2], Long(canonical, 0));
        var (price, lots) = (Long(canonical, 1), Long(canonical, 2));
        switch ((MatchEventKind)canonical[0])
        {
            case MatchEventKind.Accepted:
                OnAccepted(market, side, order, price, lots);
                break;
            case MatchEventKind.Traded:
                OnTraded(market, side, (owner, order), (makerOwner, Long(canonical, 5)), price, lots, Long(canonical, 4));
                break;
            case MatchEventKind.Expired when owner == Us && !_account!.HasOtherHands && (Reason)canonical[3] is Reason.SelfTradePrevented:
                _oracle.Report("self-trade", $"{venue} prevented that {Name(order)} trades with another order of ours");
                break;
            case MatchEventKind.Cancelled or MatchEventKind.Expired or MatchEventKind.Replaced when _oracle.Story.IsKept:
                _oracle.Story.Tell("venue", $"{venue} {(MatchEventKind)canonical[0]} {Name(order)}, {lots} lots at {price}");
                break;
        }
    }

    private void OnAccepted(int market, Side side, long order, long price, long lots)
    {
        InstrumentId instrument = _market!.Instruments[market].Id;
        TrueOrder truth = _market.Venue.Truth.Order(Market.AccountName, order)!;
        ClientOrderId.TryParse(Encoding.ASCII.GetBytes(truth.ClientId), out ClientOrderId id);
        _ids[order] = id;
        if (_oracle!.Story.IsKept)
            _oracle.Story.Tell("venue", $"{venue} accepted {truth.ClientId}: {side} {lots} lots of {instrument.Symbol} at {price}");
        if (!id.IsOurs)
            return;

        Accepted++;
        _taken.Add(id.Value);
        if (id.Epoch < _highestEpoch)
            _oracle.Report("I1", $"{venue} accepted {id} of epoch {id.Epoch} after one of epoch {_highestEpoch}");
        _highestEpoch = Math.Max(_highestEpoch, id.Epoch);
        _account!.OnAccepted(id, instrument);
    }

    private void OnTraded(
        int market, Side takerSide, (int Owner, long Order) taker, (int Owner, long Order) maker, long price, long lots, long tradeId)
    {
        if (taker.Owner == maker.Owner && IsOurs(taker.Order) && IsOurs(maker.Order))
            _oracle!.Report("self-trade", $"{venue}: {Name(taker.Order)} traded {lots} lots with {Name(maker.Order)}");
        if (taker.Owner == Us)
            Note(market, tradeId, takerSide, taker.Order, price, lots);
        if (maker.Owner == Us)
            Note(market, tradeId, takerSide.Opposite(), maker.Order, price, lots);
    }

    private void Note(int market, long tradeId, Side side, long order, long price, long lots)
    {
        ClientOrderId id = _ids.GetValueOrDefault(order);
        Trades++;
        _trades[(market, tradeId, side)] = (id, price, lots);
        _tradedLots[id.Value] = _tradedLots.GetValueOrDefault(id.Value) + lots;
        if (_oracle!.Story.IsKept)
            _oracle.Story.Tell("venue", $"{venue} traded {lots} lots at {price} of {Name(order)}, trade {tradeId}");
    }

    private int IndexOf(InstrumentId instrument)
    {
        int index = 0;
        while (_market!.Instruments[index].Id != instrument)
            index++;
        return index;
    }

    private bool IsOurs(long order) => _ids.GetValueOrDefault(order).IsOurs;

    private string Name(long order) => _ids.TryGetValue(order, out ClientOrderId id) && id.IsOurs ? id.ToString() : $"order {order}";
}
