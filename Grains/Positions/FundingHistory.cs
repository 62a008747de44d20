using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Grains.Positions;

/// <summary>
/// Books funding from the venue's history, which names the instrument and forgets nothing: after the account stream told of a payment, and
/// before wallets are compared. Runs inside the grain.
/// </summary>
internal sealed class FundingHistory(
    string account, AccountBooks books, IFundingHistory history, IReadOnlyList<Instrument> instruments, ReceiveClock clock, ILogger logger)
{
    // A venue may tell the stream before its history knows.
    private const int MostTries = 20;
    private const long RetryNs = 1_000_000_000;
    private int _triesLeft;
    private long _notBeforeNs;
    private bool _isAsking;

    /// <summary>The stream told of a payment: the history is asked until it has it.</summary>
    public void Expect()
    {
        _triesLeft = MostTries;
        _notBeforeNs = 0;
    }

    /// <summary>Asks when it is time to; failures are tried again.</summary>
    public async Task AskWhenDue()
    {
        if (_triesLeft == 0 || _isAsking || clock.NowNs < _notBeforeNs)
            return;
        _triesLeft--;
        _notBeforeNs = clock.NowNs + RetryNs;
        try
        {
            if (await Book())
                _triesLeft = 0;
        }
        catch (Exception error) when (error is ExchangeException or OperationCanceledException or TimeoutException)
        {
            logger.FundingNotRead(account, error.Message);
        }
    }

    /// <summary>Books every payment that is not booked yet.</summary>
    /// <returns>True when there was one.</returns>
    /// <exception cref="ExchangeException">The venue gave no answer.</exception>
    public async Task<bool> Book()
    {
        // Whatever was paid before the books were opened is in the wallet that opened them.
        if (books.FundedUntilNs == 0)
            return false;
        _isAsking = true;
        try
        {
            bool hasBooked = false;
            foreach (VenueFunding payment in await history.GetFunding(instruments, books.FundedUntilNs, CancellationToken.None))
                hasBooked |= books.BookFunding(in payment, clock.NowNs);
            return hasBooked;
        }
        finally
        {
            _isAsking = false;
        }
    }
}
