using Quern.Client.Offline.Simulate.Checks;
using Quern.Connectors.Simulated;
using Quern.Connectors.Simulated.Core;
using Quern.Connectors.Simulated.Faults;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Client.Offline.Simulate.Experiments;

/// <summary>One race of one order: set up, run at the venue, told to us in an order of choice, and compared.</summary>
internal sealed class RaceRound
{
    /// <summary>The strategy that nobody runs: its targets are the experiment's, by the venue's own touch.</summary>
    public const string Racer = "racer";

    private const int Tenths = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ComesWithin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RightWithin = TimeSpan.FromSeconds(5);
    private readonly Simulation _simulation;
    private readonly Race _race;
    private readonly Market _market;
    private readonly Instrument _instrument;
    private readonly AccountWatch _account;
    private readonly Side _side;
    private readonly long _lots;
    private readonly long _price;
    private readonly long _movedTo;
    private readonly TimeSpan _pause;
    private string? _raced;

    public RaceRound(Simulation simulation, Race race)
    {
        (_simulation, _race) = (simulation, race);
        _market = simulation.Markets[simulation.Random.Next(2)];
        _instrument = _market.Instruments[simulation.Random.Next(_market.Instruments.Count)];
        _account = simulation.Oracle.AccountOf(_market.Account);
        _side = (Side)simulation.Random.Next(2);
        Touch touch = Truth.Touch(Symbol);
        _price = (_side is Side.Buy ? touch.Bid : touch.Ask).Price.Ticks;
        _movedTo = _price - _side.Sign() * Math.Max(1, _instrument.Filters.PriceIncrement);
        _lots = Tenths * Math.Max(1, _instrument.Filters.SmallestAt(new(_price)).Lots);
        // One in four is so slow that orders come into doubt in the middle.
        _pause = TimeSpan.FromMilliseconds(simulation.Random.Next(4) == 0 ? 400 : 5);
    }

    private VenueTruth Truth => _market.Venue.Truth;

    private VenueFaults Faults => _market.Venue.Faults;

    private string Symbol => _instrument.Id.Symbol;

    /// <summary>Runs it with its words said in that order.</summary>
    /// <returns>False when other words came than the race consists of: then nothing was shown.</returns>
    public async Task<bool> Run(int[] order)
    {
        Faults.HoldWords(IsRaced);
        bool isOn = await Start() && await Race();
        isOn &= Faults.Held.Order().SequenceEqual(_race.Words.Order());
        if (isOn)
        {
            _simulation.Story.Tell("race", $"{_race.Name}, {_raced}: {string.Join(", ", order.Select(word => _race.Words[word]))}");
            // Of two words of one name the earlier is the first of the race's.
            List<int> held = [];
            foreach (string name in Faults.Held)
                held.Add(Enumerable.Range(0, order.Length).First(word => _race.Words[word] == name && !held.Contains(word)));
            foreach (int word in order)
            {
                Faults.Release(held.IndexOf(word));
                held.Remove(word);
                await _simulation.Elapse(_pause);
            }
        }

        while (Faults.Held.Count > 0)
            Faults.Release(0);
        Faults.HoldWords(null);
        await _simulation.Until(Difference, RightWithin, "race");
        await Want(null);
        await _simulation.Until(() => Difference() ?? StillOpen(), RightWithin, "race");
        return isOn;
    }

    private async Task<bool> Start()
    {
        await Want(_price);
        if (!await Comes("answer POST") || !await Comes("event Accepted"))
            return false;
        if (_race.HeardFirst is not { } word)
            return true;
        Say(word);
        return await Becomes(() => Ours is { State: OrderState.Acknowledged });
    }

    private async Task<bool> Race()
    {
        foreach (int tenths in _race.FillsBefore)
            Fill(tenths, _price);
        await Want(_race.Moves ? _movedTo : null);
        string answer = Array.Find(_race.Words, word => word is "answer PUT" or "answer DELETE")!;
        if (!await Comes(answer))
            return false;
        Fill(_race.FillsAfter, _movedTo);
        return true;
    }

    // What rests before the order must go first, so that the fill reaches it.
    private void Fill(int tenths, long price)
    {
        if (tenths == 0 || _raced is null || Truth.Order(Market.AccountName, _raced) is not { } order)
            return;
        long before = 0;
        foreach (Level level in Truth.Depth(Symbol, _side, 100))
        {
            if ((level.Price.Ticks - price) * _side.Sign() >= 0)
                before += level.Quantity.Lots;
        }

        _market.Venue.Hand.Trade(Market.OtherName, Symbol, _side.Opposite(), before - (order.Quantity - order.Filled) + _lots * tenths / Tenths);
    }

    private async Task Want(long? price)
    {
        Touch touch = Truth.Touch(Symbol);
        long nowNs = (_simulation.World.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        TargetMessageLevel[] levels = price is { } ticks ? [new(_side, ticks, _lots)] : [];
        await _simulation.System.Grains.GetGrain<IOrderManagerGrain>(_market.Account).SetTargets(new()
        {
            Strategy = Racer, Instrument = _instrument.Id.ToString(), Version = nowNs, TimeToLiveNs = 60_000_000_000, Reference = touch,
            BookTimeNs = nowNs, Levels = levels, Count = levels.Length,
        });
    }

    private bool IsRaced(string id)
    {
        if (_raced is null && Known(id) is { Strategy: Racer })
            _raced = id;
        return id == _raced;
    }

    private Order? Known(string id) =>
        ClientOrderId.TryParse(System.Text.Encoding.ASCII.GetBytes(id), out ClientOrderId known) && _account.Replay.Orders.TryGet(known, out Order? order)
            ? order : null;

    private Order? Ours => _raced is null ? null : Known(_raced);

    private void Say(string word) => Faults.Release(Faults.Held.ToList().IndexOf(word));

    private Task<bool> Comes(string word) => Becomes(() => Faults.Held.Contains(word));

    private async Task<bool> Becomes(Func<bool> isThere)
    {
        for (TimeSpan waited = default; waited < ComesWithin; waited += Look)
        {
            if (isThere())
                return true;
            await _simulation.Elapse(Look);
        }

        return isThere();
    }

    private string? Difference()
    {
        if (_raced is null || Ours is not { } ours || Truth.Order(Market.AccountName, _raced) is not { } truth)
            return null;
        OrderState state = truth.Status switch
        {
            OrderStatus.New => OrderState.Acknowledged,
            OrderStatus.PartiallyFilled => OrderState.PartiallyFilled,
            OrderStatus.Filled => OrderState.Filled,
            OrderStatus.Cancelled => OrderState.Cancelled,
            _ => OrderState.Expired,
        };
        bool isRight = ours.State == state && (ours.Price.Ticks, ours.Quantity.Lots) == (truth.Price, truth.Quantity)
            && (ours.Filled.Lots, ours.Traded.Lots) == (truth.Filled, truth.Filled);
        return isRight ? null : $"{_race.Name}: {_raced} is {ours.State}, {ours.Filled.Lots} of {ours.Quantity.Lots} at {ours.Price.Ticks}; truly {truth}";
    }

    private string? StillOpen() => Truth.OpenOrders(Market.AccountName).FirstOrDefault(order => Known(order.ClientId) is { Strategy: Racer }) is { } open
        ? $"{_race.Name}: {open.ClientId} is still open" : null;
}
