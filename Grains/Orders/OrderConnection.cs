using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;

namespace Quern.Grains.Orders;

/// <summary>One word of an order stream, or a change of the stream itself.</summary>
internal readonly record struct StreamWord(ExecutionReport Report, bool IsChange, bool IsReady, string Detail);

/// <summary>One account's order stream on its way to the order manager, in order. What is lost on the way leads to a reconciliation, never to silence.</summary>
/// <param name="account"><c>venue:account</c>.</param>
/// <param name="oms">The connection.</param>
/// <param name="deliver">The order manager's ear; null while there is none.</param>
/// <param name="epoch">Of the order manager.</param>
/// <param name="logger">The log.</param>
/// <param name="limit">Words that may wait. Default 65,536.</param>
internal sealed class OrderConnection(
    string account, IExchangeOms oms, Func<ReportBatch, Task>? deliver, int epoch, ILogger logger, int limit = 1 << 16)
    : OrderedPump<StreamWord>(limit), IOrderEventSink
{
    private const string Lost = "reports may be lost";
    private readonly List<StreamChange> _changes = [];
    private Func<ReportBatch, Task>? _deliver = deliver;
    private ConnectionState _state = ConnectionState.Idle;
    private ReportBatch _batch = new();
    private int _lost;

    public IExchangeOms Oms => oms;

    public int Epoch { get; private set; } = epoch;

    public void Redirect(Func<ReportBatch, Task>? deliver, int epoch)
    {
        (_deliver, Epoch) = (deliver, epoch);
        // A new owner must learn what an older one heard: whether the stream is up.
        if (deliver is not null && _state is not ConnectionState.Idle)
            Append(new(default, IsChange: true, _state is ConnectionState.Ready, "as found"));
    }

    public void OnReport(in ExecutionReport report) => Append(new(report, IsChange: false, IsReady: false, ""));

    public void OnOrderStream(ConnectionState state, string detail)
    {
        _state = state;
        logger.OrderStreamChanged(account, state, detail);
        Append(new(default, IsChange: true, state is ConnectionState.Ready, detail));
    }

    protected override Task Deliver(StreamWord[] items, int count)
    {
        // What was refused came after these words: the manager hears of it behind them.
        bool hasLost = Interlocked.Exchange(ref _lost, 0) == 1;
        if (_deliver is not { } deliver)
            return Task.CompletedTask;

        if (_batch.Reports.Length < count)
            _batch.Reports = new ExecutionReport[Math.Max(count, 16)];
        _batch.Count = 0;
        _changes.Clear();
        for (int index = 0; index < count; index++)
        {
            if (items[index].IsChange)
                _changes.Add(new(_batch.Count, items[index].IsReady, items[index].Detail));
            else
                _batch.Reports[_batch.Count++] = items[index].Report;
        }

        if (hasLost)
            AddBreak();
        _batch.Changes = _changes.Count == 0 ? [] : [.. _changes];
        return deliver(_batch);
    }

    protected override void OnFailure(Exception error)
    {
        // What was said may not have been heard: only the venue's own lists can tell now.
        _batch = new();
        logger.ManagerNotReached(account, error.Message);
        Interlocked.Exchange(ref _lost, 1);
        Append(new(default, IsChange: true, IsReady: false, Lost));
    }

    /// <summary>A stream that broke and is up again: what a manager reconciles after.</summary>
    private void AddBreak()
    {
        _changes.Add(new(_batch.Count, false, Lost));
        if (_state is ConnectionState.Ready)
            _changes.Add(new(_batch.Count, true, "reconcile"));
    }

    /// <summary>A manager that can't keep up is told that its stream broke: it reconciles instead of reading on.</summary>
    private void Append(in StreamWord word)
    {
        if (TryAppend(word))
            return;
        if (Interlocked.Exchange(ref _lost, 1) == 0)
            logger.ReportsOverflowed(account);
        // Should the queue have been emptied meanwhile, this wakes it; while it is full, its next delivery tells.
        TryAppend(new StreamWord(default, IsChange: true, IsReady: false, Lost));
    }
}
