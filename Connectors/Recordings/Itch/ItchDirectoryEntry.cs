namespace Quern.Connectors.Recordings.Itch;

/// <summary>What an ITCH stock directory message (R) says about an instrument.</summary>
/// <param name="Locate">Its number of this day.</param>
/// <param name="Symbol">Its name.</param>
/// <param name="MarketCategory">Where it is listed: Q, G and S are Nasdaq's tiers, N New York, A American, P Arca, Z BATS, V IEX.</param>
/// <param name="FinancialStatus">N normal; others tell what is wrong with the issuer; a space when not a Nasdaq issue.</param>
/// <param name="RoundLot">Shares of a round lot.</param>
/// <param name="LimitTier">Limit-up-limit-down tier 1 or 2; a space when it has none.</param>
/// <param name="IsFund">Y for an exchange-traded product, N for none, a space when not known.</param>
/// <remarks>Nasdaq TotalView-ITCH 5.0, section 1.2.1.</remarks>
public readonly record struct ItchDirectoryEntry(
    int Locate,
    string Symbol,
    char MarketCategory,
    char FinancialStatus,
    long RoundLot,
    char LimitTier,
    char IsFund)
{
    /// <summary>Reads a message of type R.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public static ItchDirectoryEntry Of(ItchMessage message) => message.Type == 'R'
        ? new(message.Locate, message.Text(11, 8), message.Letter(19), message.Letter(20), message.Number(21), message.Letter(32), message.Letter(33))
        : throw new ArgumentException($"A message of type {message.Type} is no directory entry.", nameof(message));
}
