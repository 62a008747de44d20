using Quern.Grains.Interfaces.Catalogue;

namespace Quern.Grains.Desks;

/// <summary>Which desk a grain belongs to, by the configuration that every silo of a cluster shares.</summary>
public sealed class DeskDirectory
{
    /// <summary>The desk of what the configuration does not name.</summary>
    public const string Unassigned = "unassigned";

    private readonly Dictionary<string, string> _desks = new(StringComparer.Ordinal);

    /// <summary>Reads the configuration.</summary>
    /// <param name="content">All desks, accounts, instruments and strategies.</param>
    /// <param name="pins">Desks with a fixed place, for tests and migrations: desk to silo endpoint.</param>
    public DeskDirectory(CatalogueContent content, IReadOnlyDictionary<string, string>? pins = null)
    {
        Content = content;
        Pins = pins ?? new Dictionary<string, string>();
        foreach (AccountEntry account in content.Accounts)
        {
            _desks[Key("ordermanager", account.Id)] = account.Desk;
            _desks[Key("positionmanager", account.Id)] = account.Desk;
        }

        foreach (InstrumentEntry instrument in content.Instruments)
            _desks[Key("orderbook", instrument.Id)] = instrument.Desk;
        foreach (StrategyEntry strategy in content.Strategies)
            _desks[Key("strategy", strategy.Id)] = strategy.Desk;
    }

    /// <summary>What was configured.</summary>
    public CatalogueContent Content { get; }

    /// <summary>Desks with a fixed place.</summary>
    public IReadOnlyDictionary<string, string> Pins { get; }

    /// <summary>The desk of a grain; <see cref="Unassigned"/> when the configuration does not name it.</summary>
    public string DeskOf(GrainId grain) =>
        _desks.GetValueOrDefault(Key(grain.Type.ToString() ?? "", grain.Key.ToString() ?? ""), Unassigned);

    private static string Key(string type, string key) => $"{type}/{key}";
}
