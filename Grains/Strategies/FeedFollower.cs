using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Quern.Connectors.Transport;
using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.Strategies;

/// <summary>
/// Follows a book's stream for one strategy. A stream may repeat, lose, and hold everything back behind one lost answer: repeats are ignored,
/// and what is missing is seen by its number, or by silence, within a second, and asked of the book itself.
/// </summary>
/// <param name="stream">The book's stream.</param>
/// <param name="book">The book.</param>
/// <param name="take">Takes what is new, in the strategy's turn.</param>
/// <param name="clock">The clock of this silo.</param>
/// <param name="logger">Where it tells.</param>
internal sealed class FeedFollower(
    IAsyncStream<FeedUpdate> stream, IOrderBookGrain book, Func<FeedUpdate, Task> take, ReceiveClock clock, ILogger logger)
{
    private const long NsPerMs = 1_000_000;
    private const long SilentAfterNs = 400 * NsPerMs;
    private const long ResumeAfterNs = 2_000 * NsPerMs;

    // Questions and answers are lost too, and a call's own time-out is as long as a strategy may be behind.
    private const long AskAgainAfterNs = 150 * NsPerMs;
    private long _life;
    private long _formerLife;
    private long _publication;
    private long _heardNs;
    private long _streamedNs;
    private long _askedNs;
    private int _asks;

    /// <summary>How often <see cref="Look"/> is to be called.</summary>
    public static TimeSpan LookEvery { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Resumes the subscription, or makes it. A handle that is not resumed would swallow updates without a word.</summary>
    public async Task Resume()
    {
        _streamedNs = clock.NowNs;
        IList<StreamSubscriptionHandle<FeedUpdate>> handles = await stream.GetAllSubscriptionHandles();
        if (handles.Count == 0)
            await stream.SubscribeAsync((update, _) => OnStream(update));
        foreach (StreamSubscriptionHandle<FeedUpdate> handle in handles)
            await handle.ResumeAsync((update, _) => OnStream(update));
    }

    /// <summary>Resumes when the stream has been silent for long: a subscription can be lost with a silo, and nobody would say so.</summary>
    public Task ResumeIfSilent() => clock.NowNs - _streamedNs > ResumeAfterNs ? Resume() : Task.CompletedTask;

    /// <summary>Asks the book when nothing was heard for a while.</summary>
    public Task Look() => clock.NowNs - _heardNs > SilentAfterNs ? CatchUp(_life) : Task.CompletedTask;

    private Task OnStream(FeedUpdate update)
    {
        _streamedNs = clock.NowNs;
        if (update.Life == _formerLife)
            return Task.CompletedTask;

        // Only the book can say which life is its own: what waited in the stream may be of any before. What is missing comes in order, with this one.
        bool isNext = update.Life == _life && update.Publication <= _publication + 1;
        return isNext ? Take(update) : CatchUp(update.Life);
    }

    private Task Take(FeedUpdate update)
    {
        if (update.Life == _life && update.Publication <= _publication)
            return Task.CompletedTask;

        (_life, _publication, _heardNs) = (update.Life, update.Publication, clock.NowNs);
        return take(update);
    }

    private async Task CatchUp(long seenLife)
    {
        if (clock.NowNs - _askedNs < AskAgainAfterNs)
            return;

        _askedNs = clock.NowNs;
        int ask = ++_asks;
        (long life, long publication) = (_life, _publication);
        try
        {
            FeedUpdate missed = await book.CatchUp(life, publication);
            _heardNs = clock.NowNs;
            // While it was asked the stream may have gone on: then its trades were heard, and the next look asks again.
            if ((life, publication) == (_life, _publication))
                await Take(missed);
            if (seenLife != missed.Life)
                _formerLife = seenLife;
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            logger.FeedNotCaughtUp(stream.StreamId.ToString(), error.Message);
        }
        finally
        {
            // The next gap need not wait once the newest question is answered.
            if (ask == _asks)
                _askedNs = 0;
        }
    }
}
