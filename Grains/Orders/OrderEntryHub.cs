using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Orders;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Venues;

namespace Quern.Grains.Orders;

/// <summary>Joins this silo's order connections with its order managers: one ordered pump per account.</summary>
public sealed class OrderEntryHub(VenueDirectory venues, IGrainFactory grains, ILogger<OrderEntryHub> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);

    /// <summary>The account's order entry in this process. What it hears goes to the account's order manager from now on.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <param name="epoch">Of the order manager that opens it: a later one takes the connection over.</param>
    public IExchangeOms Open(string account, int epoch)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue(account, out Connection? open))
            {
                open.Redirect(grains.GetGrain<IOrderManagerGrain>(account), epoch);
                return open.Oms;
            }

            IExchangeOms oms = venues.OfAccount(account).OrderEntry(account);
            var connection = new Connection(account, oms, grains.GetGrain<IOrderManagerGrain>(account), epoch, logger);
            _connections.Add(account, connection);
            oms.Connect(connection);
            return oms;
        }
    }

    /// <summary>Sends nothing more to the account's order manager; the connection stays up for its successor on this silo.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    /// <param name="epoch">Of the order manager that lets go.</param>
    /// <returns>False when a later one has taken the connection over: then it is not this one's to let go.</returns>
    public bool Release(string account, int epoch)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(account, out Connection? open) || open.Epoch != epoch)
                return false;
            open.Redirect(null, epoch);
            return true;
        }
    }

    /// <summary>One word of the order stream, or a change of the stream itself.</summary>
    private readonly record struct Word(ExecutionReport Report, bool IsChange, bool IsReady, string Detail);

    private sealed class Connection(string account, IExchangeOms oms, IOrderManagerGrain? manager, int epoch, ILogger logger)
        : OrderedPump<Word>(limit: 1 << 16), IOrderEventSink
    {
        private readonly List<StreamChange> _changes = [];
        private IOrderManagerGrain? _manager = manager;
        private ConnectionState _state = ConnectionState.Idle;
        private ReportBatch _batch = new();

        public IExchangeOms Oms => oms;

        public int Epoch { get; private set; } = epoch;

        public void Redirect(IOrderManagerGrain? manager, int epoch)
        {
            (_manager, Epoch) = (manager, epoch);
            // A new owner must learn what an older one heard: whether the stream is up.
            if (manager is not null && _state is not ConnectionState.Idle)
                TryAppend(new Word(default, IsChange: true, _state is ConnectionState.Ready, "as found"));
        }

        public void OnReport(in ExecutionReport report)
        {
            // A manager that can't keep up is told that its stream broke: it reconciles instead of reading on.
            if (!TryAppend(new Word(report, IsChange: false, IsReady: false, "")))
                logger.ReportsOverflowed(account);
        }

        public void OnOrderStream(ConnectionState state, string detail)
        {
            _state = state;
            logger.OrderStreamChanged(account, state, detail);
            TryAppend(new Word(default, IsChange: true, state is ConnectionState.Ready, detail));
        }

        protected override Task Deliver(Word[] items, int count)
        {
            if (_manager is not { } manager)
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

            _batch.Changes = _changes.Count == 0 ? [] : [.. _changes];
            return manager.OnReports(_batch);
        }

        protected override void OnFailure(Exception error)
        {
            // What was said may not have been heard: only the venue's own lists can tell now.
            _batch = new();
            logger.ManagerNotReached(account, error.Message);
            TryAppend(new Word(default, IsChange: true, IsReady: false, "reports may be lost"));
            if (_state is ConnectionState.Ready)
                TryAppend(new Word(default, IsChange: true, IsReady: true, "reconcile"));
        }
    }
}
