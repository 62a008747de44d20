using Microsoft.Extensions.Logging;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;
using Quern.Grains.Journal;

namespace Quern.Grains.Orders;

/// <summary>
/// Delivers an account's news without waiting: order events to the strategies they belong to, fills to the position manager. A fill that
/// was not confirmed is sent again; a strategy that missed an event learns its position from the position manager.
/// </summary>
/// <param name="account"><c>venue:account</c>.</param>
/// <param name="fills">The account's fills.</param>
/// <param name="older">All fills of earlier owners from the journal, for a ledger that lacks what is no longer in memory.</param>
/// <param name="grains">Who is told.</param>
/// <param name="logger">The log.</param>
internal sealed class NewsDelivery(string account, FillLog fills, Func<IEnumerable<FillMessage>> older, IGrainFactory grains, ILogger logger)
{
    private const int FillsAtOnce = FillLog.ToldAgain;
    private readonly IPositionManagerGrain _positions = grains.GetGrain<IPositionManagerGrain>(account);
    private readonly List<OrderEventMessage> _ofOne = [];
    private long _fillsBooked;
    private bool _areFillsOut;
    private bool _isLedgerAsked;

    /// <summary>Sends the events and forgets them; sends fills that the position manager has not confirmed.</summary>
    public void Deliver(List<OrderEventMessage> events)
    {
        while (events.Count > 0)
        {
            string strategy = events[0].Strategy;
            _ofOne.Clear();
            foreach (OrderEventMessage one in events)
            {
                if (one.Strategy == strategy)
                    _ofOne.Add(one);
            }

            events.RemoveAll(one => one.Strategy == strategy);
            _ = Tell(strategy, [.. _ofOne]);
        }

        if (_fillsBooked < fills.Count && !_areFillsOut)
            _ = SendFills();
    }

    /// <summary>Sends every fill, then the venue's statement, which covers so many of them.</summary>
    /// <returns>False when a fill was heard or booked since: the statement is of another moment.</returns>
    public async Task<bool> TellLedger(AccountEventMessage[] statement, long covered)
    {
        await BookFills();
        // The ledger may hold more than this journal does, which can have lost its end, or fewer: only a change in between counts.
        long booked = await _positions.CountFills();
        return fills.Count == covered && await _positions.OnStatement(statement, booked);
    }

    private async Task Tell(string strategy, OrderEventMessage[] events)
    {
        try
        {
            await grains.GetGrain<IStrategyGrain>(strategy).OnOrderEvents(events);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            logger.NewsNotHeard(account, strategy, error.Message);
        }
    }

    private async Task SendFills()
    {
        _areFillsOut = true;
        try
        {
            await BookFills();
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException or JournalException)
        {
            // Sent again at the end of the next turn: the timer's, at the latest.
            logger.NewsNotHeard(account, "the position manager", error.Message);
        }
        finally
        {
            _areFillsOut = false;
        }
    }

    private async Task BookFills()
    {
        // The ledger has a journal of its own: it says how far it got. The last ones are told again, should our journal have lost its end.
        if (!_isLedgerAsked)
        {
            long known = await _positions.OnFills([]);
            if (known < fills.Dropped)
                await BookOlder(known);
            _fillsBooked = Math.Max(fills.Dropped, Math.Min(known, fills.Count) - FillsAtOnce);
            _isLedgerAsked = true;
        }

        while (_fillsBooked < fills.Count)
        {
            FillMessage[] next = fills.After(_fillsBooked, FillsAtOnce);
            long booked = await _positions.OnFills(next);
            if (booked < next[0].Sequence - 1)
            {
                // The ledger lost its end: it is asked anew, and told what it lacks from the journal.
                _isLedgerAsked = false;
                throw new TimeoutException($"the ledger has {booked} fills and was told those from {next[0].Sequence} on");
            }

            _fillsBooked = Math.Min(booked, next[^1].Sequence);
            fills.Confirm(_fillsBooked);
        }
    }

    private async Task BookOlder(long known)
    {
        logger.LedgerLacksFills(account, known, fills.Dropped);
        foreach (FillMessage[] next in older().Where(fill => fill.Sequence > known && fill.Sequence <= fills.Dropped).Chunk(FillsAtOnce))
            await _positions.OnFills(next);
    }
}
