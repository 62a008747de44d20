using Quern.Connectors.Exchange;
using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Grains.Journal;

namespace Quern.Grains.Orders;

/// <summary>
/// Looks at the venue for orders that no record tells of, after a database lost the end of a journal: what rests is adopted and taken back, what
/// traded shows in the list of fills. Runs inside the grain: each await ends a turn.
/// </summary>
/// <param name="account">The account's number in client order ids.</param>
/// <param name="lost">Which may exist.</param>
/// <param name="mostAtOnce">As many orders as the account's own rate limit lets out before their records are kept: behind the last one found, no more need be looked for.</param>
/// <param name="fetcher">Answers.</param>
/// <param name="instruments">Where they may be.</param>
internal sealed class LostOrderSearch(
    int account, IEnumerable<LostOrders> lost, int mostAtOnce, IExchangeDataFetcher fetcher, IReadOnlyList<Instrument> instruments)
{
    private readonly List<LostOrders> _lost = [.. lost];

    /// <summary>True when nothing is left to look for.</summary>
    public bool IsDone => _lost.Count == 0;

    /// <summary>Orders that were looked for.</summary>
    public int Looked { get; private set; }

    /// <summary>Orders that the venue knows.</summary>
    public int Found { get; private set; }

    /// <summary>Looks for every one.</summary>
    /// <param name="hear">Takes what the venue knows of one.</param>
    /// <exception cref="ExchangeException">The venue gave no answer: what was not looked for yet is next time.</exception>
    public async Task Look(Action<ExecutionReport> hear)
    {
        while (_lost.Count > 0)
        {
            LostOrders range = _lost[^1];
            long until = Math.Min(range.Last, (long)range.First + mostAtOnce - 1);
            for (long sequence = range.First; sequence <= until; sequence++)
            {
                if (await Find(ClientOrderId.Create(account, range.Epoch, (uint)sequence)) is { } report)
                {
                    Found++;
                    until = Math.Min(range.Last, sequence + mostAtOnce);
                    hear(report);
                }

                Looked++;
                _lost[^1] = range with { First = (uint)Math.Min(sequence + 1, uint.MaxValue) };
            }

            _lost.RemoveAt(_lost.Count - 1);
        }
    }

    private async Task<ExecutionReport?> Find(ClientOrderId id)
    {
        foreach (Instrument instrument in instruments)
        {
            ExecutionReport report = await fetcher.GetOrder(id, instrument, CancellationToken.None);
            if (report.Kind is not ReportKind.NotFound)
                return report;
        }

        return null;
    }
}
