using Microsoft.Extensions.Logging;
using Orleans.Services;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Interfaces.MarketData;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Interfaces.Positions;
using Quern.Grains.Interfaces.Strategies;

namespace Quern.Grains.Desks;

/// <summary>Wakes the grains of the desks that this silo owns, and pings them every second: that is what keeps them alive.</summary>
public interface IDeskService : IGrainService;

/// <inheritdoc cref="IDeskService"/>
public sealed class DeskService : WakingService, IDeskService
{
    private readonly DeskDirectory _directory;
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);

    /// <summary>Built by the silo.</summary>
    public DeskService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, DeskDirectory directory,
        ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers, grains, details, time) => _directory = directory;

    /// <inheritdoc/>
    protected override async Task Wake(IReadOnlyList<SiloAddress> silos)
    {
        foreach (string desk in DesksOf(_directory.Content))
            await WakeIfOwned(desk, silos);
    }

    private async Task WakeIfOwned(string desk, IReadOnlyList<SiloAddress> silos)
    {
        SiloAddress owner = DeskOwnership.OwnerOf(desk, silos, _directory.Pins);
        bool isMine = owner.Equals(Here);
        if (!isMine)
        {
            _unsettled.Remove(desk);
            if (_owned.Remove(desk))
                await HandOver(desk, owner);
            return;
        }

        if (_owned.Add(desk))
        {
            _unsettled.Add(desk);
            Logger.DeskOwned(desk, Here.ToString());
        }

        CatalogueContent content = _directory.Content;
        // Accounts first: a strategy's first targets should find an order manager that is on its way.
        foreach (AccountEntry account in content.Accounts.Where(entry => entry.Desk == desk))
        {
            await Try(account.Id, Grains.GetGrain<IPositionManagerGrain>(account.Id).Wake());
            await Try(account.Id, Grains.GetGrain<IOrderManagerGrain>(account.Id).Wake());
        }

        foreach (InstrumentEntry instrument in content.Instruments.Where(entry => entry.Desk == desk))
            await Try(instrument.Id, Grains.GetGrain<IOrderBookGrain>(instrument.Id).Wake());
        foreach (StrategyEntry strategy in content.Strategies.Where(entry => entry.Desk == desk))
            await Try(strategy.Id, Grains.GetGrain<IStrategyGrain>(strategy.Id).Wake());
        if (_unsettled.Contains(desk) && await IsSettled(desk))
            _unsettled.Remove(desk);
    }

    /// <summary>A silo that had not seen this one yet may have placed grains of the desk elsewhere: those are handed over, and wake here next time.</summary>
    private async Task<bool> IsSettled(string desk)
    {
        CatalogueContent content = _directory.Content;
        IManagementGrain management = Grains.GetGrain<IManagementGrain>(0);
        IEnumerable<IAddressable> grains =
        [
            .. content.Strategies.Where(entry => entry.Desk == desk).Select(entry => Grains.GetGrain<IStrategyGrain>(entry.Id)),
            .. content.Accounts.Where(entry => entry.Desk == desk).Select(entry => Grains.GetGrain<IOrderManagerGrain>(entry.Id)),
            .. content.Accounts.Where(entry => entry.Desk == desk).Select(entry => Grains.GetGrain<IPositionManagerGrain>(entry.Id)),
            .. content.Instruments.Where(entry => entry.Desk == desk).Select(entry => Grains.GetGrain<IOrderBookGrain>(entry.Id)),
        ];
        foreach (IAddressable grain in grains)
        {
            if (await management.GetActivationAddress(grain) is { } place && !place.Equals(Here))
            {
                await HandOver(desk, Here);
                return false;
            }
        }

        return true;
    }

    /// <summary>The desk has another owner: orders first, so that nothing rests that nobody watches.</summary>
    private async Task HandOver(string desk, SiloAddress owner)
    {
        Logger.DeskHandedOver(desk);
        CatalogueContent content = _directory.Content;
        foreach (StrategyEntry strategy in content.Strategies.Where(entry => entry.Desk == desk))
            await Try(strategy.Id, Grains.GetGrain<IStrategyGrain>(strategy.Id).HandOver(owner));
        foreach (AccountEntry account in content.Accounts.Where(entry => entry.Desk == desk))
        {
            await Try(account.Id, Grains.GetGrain<IOrderManagerGrain>(account.Id).HandOver(owner));
            await Try(account.Id, Grains.GetGrain<IPositionManagerGrain>(account.Id).HandOver(owner));
        }

        foreach (InstrumentEntry instrument in content.Instruments.Where(entry => entry.Desk == desk))
            await Try(instrument.Id, Grains.GetGrain<IOrderBookGrain>(instrument.Id).HandOver(owner));
    }

    private static IEnumerable<string> DesksOf(CatalogueContent content) =>
        content.Accounts.Select(entry => entry.Desk)
            .Concat(content.Instruments.Select(entry => entry.Desk))
            .Concat(content.Strategies.Select(entry => entry.Desk))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
}
