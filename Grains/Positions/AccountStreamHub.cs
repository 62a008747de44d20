using Microsoft.Extensions.Logging;
using Quern.Connectors.Exchange;
using Quern.Domain.Positions;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Venues;

namespace Quern.Grains.Positions;

/// <summary>Joins this silo's account streams with its position managers: one ordered pump per account.</summary>
public sealed class AccountStreamHub(VenueDirectory venues, IGrainFactory grains, ILogger<AccountStreamHub> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.Ordinal);

    /// <summary>Sends what the venue says about the account to its position manager from now on.</summary>
    /// <param name="account"><c>venue:account</c>.</param>
    public void Open(string account)
    {
        lock (_gate)
        {
            if (_connections.ContainsKey(account))
                return;

            IExchangePms pms = venues.OfAccount(account).AccountStream(account);
            var connection = new Connection(account, grains.GetGrain<IPositionManagerGrain>(account), logger);
            _connections.Add(account, connection);
            pms.Connect(connection);
        }
    }

    private sealed class Connection(string account, IPositionManagerGrain manager, ILogger logger)
        : OrderedPump<AccountEventMessage>(limit: 1 << 14), IAccountEventSink
    {
        public void OnPosition(in VenuePosition position) => Append(new()
        {
            Instrument = position.Instrument.ToString(),
            SignedLots = position.SignedLots,
            VenueTimeNs = position.VenueTimeNs,
        });

        public void OnBalance(in VenueBalance balance) => Append(new()
        {
            Asset = balance.Asset,
            WalletE8 = balance.WalletE8,
            ChangeE8 = balance.ChangeE8,
            Cause = balance.Cause,
            VenueTimeNs = balance.VenueTimeNs,
        });

        public void OnRealised(in VenueRealised realised) => Append(new()
        {
            Instrument = realised.Instrument.ToString(),
            TradeId = realised.TradeId,
            Side = realised.Side,
            RealisedE8 = realised.RealisedE8,
        });

        public void OnAccountStream(ConnectionState state, string detail) => logger.AccountStreamChanged(account, state, detail);

        protected override Task Deliver(AccountEventMessage[] items, int count) => manager.OnAccountEvents(items[..count]);

        // The next reconciliation reads positions and balances afresh.
        protected override void OnFailure(Exception error) => logger.AccountEventsLost(account, error.Message);

        private void Append(AccountEventMessage message)
        {
            if (!TryAppend(message))
                logger.AccountEventsLost(account, "the queue is full");
        }
    }
}
