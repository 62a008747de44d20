namespace Quern.Grains.Interfaces.Catalogue;

/// <summary>The versioned list of what exists; the key is the scope, <c>main</c> by default.</summary>
[Alias("catalogue")]
public interface ICatalogueGrain : IGrainWithStringKey
{
    /// <summary>The newest list; version 0 is the empty one.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<CatalogueContent> Get();

    /// <summary>Replaces the list when it differs.</summary>
    /// <param name="content">The new list; its version is ignored.</param>
    /// <returns>The version now in force.</returns>
    [Alias("put")]
    Task<int> Put(CatalogueContent content);
}

/// <summary>All desks, accounts, instruments and strategies.</summary>
[GenerateSerializer, Immutable, Alias("catalogue-content")]
public sealed record CatalogueContent
{
    /// <summary>Rises by one with each change.</summary>
    [Id(0)] public int Version { get; init; }

    /// <summary>Accounts.</summary>
    [Id(1)] public AccountEntry[] Accounts { get; init; } = [];

    /// <summary>Instruments.</summary>
    [Id(2)] public InstrumentEntry[] Instruments { get; init; } = [];

    /// <summary>Strategies.</summary>
    [Id(3)] public StrategyEntry[] Strategies { get; init; } = [];
}

/// <summary>One account.</summary>
/// <param name="Id"><c>venue:account</c>.</param>
/// <param name="Number">0 to 2,047, unique: part of every client order id.</param>
/// <param name="Desk">What it trades together with.</param>
/// <param name="Settings">Limits and timings, as JSON of the typed settings.</param>
[GenerateSerializer, Immutable, Alias("account-entry")]
public sealed record AccountEntry(
    [property: Id(0)] string Id, [property: Id(1)] int Number, [property: Id(2)] string Desk, [property: Id(3)] string Settings);

/// <summary>One instrument.</summary>
/// <param name="Id"><c>venue:symbol</c>.</param>
/// <param name="Desk">What it is traded together with.</param>
[GenerateSerializer, Immutable, Alias("instrument-entry")]
public sealed record InstrumentEntry([property: Id(0)] string Id, [property: Id(1)] string Desk);

/// <summary>One strategy.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Kind">For example market-making.</param>
/// <param name="Desk">What it trades together with.</param>
/// <param name="Account"><c>venue:account</c>.</param>
/// <param name="Instrument"><c>venue:symbol</c>.</param>
/// <param name="Settings">As JSON of the typed settings; empty for the defaults.</param>
/// <param name="AutoStart">True when it starts quoting as soon as its account is ready.</param>
[GenerateSerializer, Immutable, Alias("strategy-entry")]
public sealed record StrategyEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Desk,
    [property: Id(3)] string Account,
    [property: Id(4)] string Instrument,
    [property: Id(5)] string Settings,
    [property: Id(6)] bool AutoStart);
