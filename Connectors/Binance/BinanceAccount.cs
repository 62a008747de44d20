using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance;

/// <summary>What order entry, positions and the user stream of one account share, their one lock included.</summary>
internal sealed record BinanceAccount(
    Lock Gate,
    BinanceOptions Options,
    BinanceRest Rest,
    BinanceClock Clock,
    RateBudget Budget,
    BinanceSigner Signer,
    BinanceUserStream Stream,
    SymbolTable<Instrument> Instruments,
    VenueNames Names);
