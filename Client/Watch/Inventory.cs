using System.Globalization;
using Quern.Client.Output;
using Quern.Proto;

namespace Quern.Client.Watch;

/// <summary>What is held of one instrument over all accounts and strategies.</summary>
/// <param name="Instrument">Its id.</param>
/// <param name="Text">As it came when there is one position, else the sum.</param>
/// <param name="Value">Null when it is no number of 28 digits.</param>
public sealed record Inventory(string Instrument, string Text, decimal? Value)
{
    /// <summary>The silo's instruments in its own order, flat ones too, then what is held beside them.</summary>
    public static IReadOnlyList<Inventory> Of(Status? status)
    {
        if (status is null)
            return [];

        IEnumerable<string> instruments = status.Instruments.Select(row => row.Id)
            .Concat(status.Positions.Select(row => row.Instrument))
            .Distinct(StringComparer.Ordinal);
        return [.. instruments.Select(instrument => Sum(instrument, [.. status.Positions.Where(row => row.Instrument == instrument)]))];
    }

    /// <summary>The end of the axis: the next 1, 2 or 5 times a power of ten.</summary>
    /// <param name="largest">The largest absolute inventory; 0 gives 1.</param>
    public static decimal Scale(decimal largest)
    {
        if (largest <= 0)
            return 1;

        decimal power = 1;
        while (power < largest)
            power *= 10;
        while (power / 10 >= largest)
            power /= 10;
        return power / 5 >= largest ? power / 5 : power / 2 >= largest ? power / 2 : power;
    }

    private static Inventory Sum(string instrument, IReadOnlyList<PositionStatus> positions)
    {
        if (positions.Count == 0)
            return new(instrument, "0", 0);
        if (positions.Count == 1)
            return new(instrument, positions[0].Quantity, DecimalColumn.ValueOf(positions[0].Quantity));

        // A row without strategy is the account's whole; the strategies' rows are then its parts.
        decimal? sum = 0;
        foreach (IGrouping<string, PositionStatus> account in positions.GroupBy(row => row.Account, StringComparer.Ordinal))
        {
            bool hasWhole = account.Any(row => row.Strategy.Length == 0);
            foreach (PositionStatus row in account.Where(row => !hasWhole || row.Strategy.Length == 0))
                sum += DecimalColumn.ValueOf(row.Quantity);
        }

        return new(instrument, sum?.ToString(CultureInfo.InvariantCulture) ?? "?", sum);
    }
}
