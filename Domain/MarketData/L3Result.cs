namespace Quern.Domain.MarketData;

/// <summary>What became of one change of an <see cref="L3Book"/>. Only <see cref="Applied"/> changed anything.</summary>
public enum L3Result : byte
{
    /// <summary>The book has it.</summary>
    Applied = 0,

    /// <summary>No order of that id rests here.</summary>
    UnknownOrder = 1,

    /// <summary>An order of that id already rests here.</summary>
    DuplicateOrder = 2,

    /// <summary>A size of zero or less.</summary>
    InvalidSize = 3,

    /// <summary>More than rests there, or more at one price than 63 bits count.</summary>
    TooLarge = 4,

    /// <summary>The book holds as many orders as it may.</summary>
    Full = 5,
}
