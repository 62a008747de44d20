using Microsoft.Extensions.Logging;
using Orleans.Services;
using Quern.Grains.Interfaces.Catalogue;
using Quern.Grains.Journal;

namespace Quern.Grains.Guardian;

/// <summary>Looks after the accounts whose owners are on other silos, and takes their orders back when the owner is gone.</summary>
public interface IGuardianService : IGrainService;

/// <inheritdoc cref="IGuardianService"/>
public sealed class GuardianService : RecurringService, IGuardianService
{
    private readonly string _silo;
    private readonly AccountGuardian[] _guardians;

    /// <summary>Built by the silo.</summary>
    public GuardianService(
        GrainId grainId, Orleans.Runtime.Silo silo, ILoggerFactory loggers, CatalogueContent content, IJournalStore journals, IGuardedVenue venue,
        ILocalSiloDetails details, TimeProvider time)
        : base(grainId, silo, loggers, time)
    {
        _silo = details.SiloAddress.ToString();
        ILogger logger = loggers.CreateLogger<GuardianService>();
        _guardians = [.. content.Accounts.Select(entry => new AccountGuardian(entry.Id, entry.Number, journals, venue, time, logger))];
    }

    /// <inheritdoc/>
    protected override TimeSpan First => Every;

    /// <inheritdoc/>
    protected override TimeSpan Every => TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task Round()
    {
        // A dead silo can't look after itself: whoever holds the lease is watched by the others.
        foreach (AccountGuardian guardian in _guardians)
            await guardian.Look(besides: _silo);
    }
}
