using Quern.Connectors.Recordings;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Simulated.Replay;

/// <summary>What the venue lists for a recording.</summary>
internal static class RecordedListing
{
    private const int MostOpenOrders = 200;
    private const long NoLimit = 1_000_000_000_000;

    /// <exception cref="RecordingRefusedException">The recording's units are finer than the venue's money.</exception>
    /// <exception cref="FormatException">The instrument file is wrong.</exception>
    public static VenueInstrument Create(RecordingSurvey survey, string? instrumentFile)
    {
        var id = new InstrumentId(VenueInstrument.DefaultVenue, survey.Symbol);
        Instrument instrument = instrumentFile is null
            ? RecordedInstrument.Create(id, survey.PriceScale, survey.QuantityScale, Payoff.Linear)
            : InstrumentFile.Read(instrumentFile, id);
        if (instrument.PriceScale < survey.PriceScale || instrument.QuantityScale < survey.QuantityScale)
            throw new RecordingRefusedException(
                $"The snapshot has prices of {survey.PriceScale} and sizes of {survey.QuantityScale} decimals, the instrument file only "
                + $"{instrument.PriceScale} and {instrument.QuantityScale}.");
        if (instrument.PriceScale + instrument.QuantityScale > 8)
            throw new RecordingRefusedException(
                $"Prices of {instrument.PriceScale} and sizes of {instrument.QuantityScale} decimals are finer than the venue's money, "
                + "which has 8; name a coarser instrument file.");

        instrument = instrument with { Filters = instrument.Filters with { MaxOpenOrders = MostOpenOrders } };
        long largest = instrument.Filters.MaxQuantity > 0 ? instrument.Filters.MaxQuantity : NoLimit;
        return new VenueInstrument(instrument, StartPrice(survey, instrument), largest);
    }

    // Only what is asked before the first snapshot sees it.
    private static Price StartPrice(RecordingSurvey survey, Instrument instrument)
    {
        long increment = instrument.Filters.PriceIncrement;
        long ticks = Math.Max(survey.BestBid, survey.BestAsk) * (long)Decimals.PowerOfTen(instrument.PriceScale - survey.PriceScale);
        return new Price(Math.Max(increment, ticks - ticks % increment));
    }
}
