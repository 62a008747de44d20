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
public sealed class DeskService : GrainService, IDeskService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly IGrainFactory _grains;
    private readonly DeskDirectory _directory;
    private readonly ILocalSiloDetails _silo;
    private readonly TimeProvider _time;
    private readonly ILogger<DeskService> _logger;
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private int _isRunning;

    /// <summary>Built by the silo.</summary>
    public DeskService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains, DeskDirectory directory,
        ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers)
    {
        _grains = grains;
        _directory = directory;
        _silo = details;
        _time = time;
        _logger = loggers.CreateLogger<DeskService>();
    }

    /// <inheritdoc/>
    public override Task Start()
    {
        _timer = _time.CreateTimer(static state => ((DeskService)state!).Tick(), this, TimeSpan.Zero, Every);
        return base.Start();
    }

    /// <inheritdoc/>
    public override Task Stop()
    {
        _timer?.Dispose();
        return base.Stop();
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
            _ = WakeOwnedDesks();
    }

    private async Task WakeOwnedDesks()
    {
        try
        {
            Dictionary<SiloAddress, SiloStatus> hosts = await _grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            var silos = hosts.Keys.ToList();
            silos.Sort();
            foreach (string desk in DesksOf(_directory.Content))
                await WakeIfOwned(desk, silos);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            _logger.DesksNotWoken(error.Message);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task WakeIfOwned(string desk, List<SiloAddress> silos)
    {
        bool isMine = DeskOwnership.OwnerOf(desk, silos, _directory.Pins).Equals(_silo.SiloAddress);
        if (!isMine)
        {
            _unsettled.Remove(desk);
            if (_owned.Remove(desk))
                await HandOver(desk);
            return;
        }

        if (_owned.Add(desk))
        {
            _unsettled.Add(desk);
            _logger.DeskOwned(desk, _silo.SiloAddress.ToString());
        }

        CatalogueContent content = _directory.Content;
        // Accounts first: a strategy's first targets should find an order manager that is on its way.
        foreach (AccountEntry account in content.Accounts.Where(entry => entry.Desk == desk))
        {
            await Try(account.Id, _grains.GetGrain<IPositionManagerGrain>(account.Id).Wake());
            await Try(account.Id, _grains.GetGrain<IOrderManagerGrain>(account.Id).Wake());
        }

        foreach (InstrumentEntry instrument in content.Instruments.Where(entry => entry.Desk == desk))
            await Try(instrument.Id, _grains.GetGrain<IOrderBookGrain>(instrument.Id).Wake());
        foreach (StrategyEntry strategy in content.Strategies.Where(entry => entry.Desk == desk))
            await Try(strategy.Id, _grains.GetGrain<IStrategyGrain>(strategy.Id).Wake());
        if (_unsettled.Contains(desk) && await IsSettled(desk))
            _unsettled.Remove(desk);
    }

    /// <summary>A silo that had not seen this one yet may have placed grains of the desk elsewhere: those are handed over, and wake here next time.</summary>
    private async Task<bool> IsSettled(string desk)
    {
        CatalogueContent content = _directory.Content;
        IManagementGrain management = _grains.GetGrain<IManagementGrain>(0);
        IEnumerable<IAddressable> grains =
        [
            .. content.Strategies.Where(entry => entry.Desk == desk).Select(entry => _grains.GetGrain<IStrategyGrain>(entry.Id)),
            .. content.Accounts.Where(entry => entry.Desk == desk).Select(entry => _grains.GetGrain<IOrderManagerGrain>(entry.Id)),
            .. content.Accounts.Where(entry => entry.Desk == desk).Select(entry => _grains.GetGrain<IPositionManagerGrain>(entry.Id)),
            .. content.Instruments.Where(entry => entry.Desk == desk).Select(entry => _grains.GetGrain<IOrderBookGrain>(entry.Id)),
        ];
        foreach (IAddressable grain in grains)
        {
            if (await management.GetActivationAddress(grain) is { } place && !place.Equals(_silo.SiloAddress))
            {
                await HandOver(desk);
                return false;
            }
        }

        return true;
    }

    /// <summary>The desk has another owner: orders first, so that nothing rests that nobody watches.</summary>
    private async Task HandOver(string desk)
    {
        _logger.DeskHandedOver(desk);
        CatalogueContent content = _directory.Content;
        foreach (StrategyEntry strategy in content.Strategies.Where(entry => entry.Desk == desk))
            await Try(strategy.Id, _grains.GetGrain<IStrategyGrain>(strategy.Id).HandOver());
        foreach (AccountEntry account in content.Accounts.Where(entry => entry.Desk == desk))
        {
            await Try(account.Id, _grains.GetGrain<IOrderManagerGrain>(account.Id).HandOver());
            await Try(account.Id, _grains.GetGrain<IPositionManagerGrain>(account.Id).HandOver());
        }

        foreach (InstrumentEntry instrument in content.Instruments.Where(entry => entry.Desk == desk))
            await Try(instrument.Id, _grains.GetGrain<IOrderBookGrain>(instrument.Id).HandOver());
    }

    // One grain that can't wake must not keep the rest of its desk asleep.
    private async Task Try(string what, Task wake)
    {
        try
        {
            await wake;
        }
        catch (Exception error)
        {
            _logger.GrainNotWoken(what, error.Message);
        }
    }

    private static IEnumerable<string> DesksOf(CatalogueContent content) =>
        content.Accounts.Select(entry => entry.Desk)
            .Concat(content.Instruments.Select(entry => entry.Desk))
            .Concat(content.Strategies.Select(entry => entry.Desk))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
}
