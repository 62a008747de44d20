using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Connectors.Recordings;

/// <summary>A recorded public trade.</summary>
/// <param name="Id">The venue's id.</param>
/// <param name="Aggressor">Which side crossed.</param>
/// <param name="Price">In ticks.</param>
/// <param name="Lots">At least 0.</param>
/// <param name="TimeMs">Stamped by the venue, Unix milliseconds.</param>
public readonly record struct RecordedTrade(long Id, Side Aggressor, long Price, long Lots, long TimeMs);

/// <summary>A recorded best bid and ask.</summary>
/// <param name="UpdateId">In the id space of the book's diffs.</param>
/// <param name="Touch">Best bid and ask.</param>
public readonly record struct RecordedTicker(long UpdateId, Touch Touch);

/// <summary>A recorded mark price.</summary>
/// <param name="MarkE8">In 10^-8 of the quote asset.</param>
/// <param name="IndexE8">In 10^-8 of the quote asset; the mark price when the frame names none.</param>
/// <param name="RateE8">The funding rate that applies next, in hundred-millionths; 0 when the frame names none.</param>
/// <param name="NextFundingMs">When it is paid, Unix milliseconds; 0 when the frame names none.</param>
public readonly record struct RecordedMark(Int128 MarkE8, Int128 IndexE8, long RateE8, long NextFundingMs);
