namespace Quern.Client.Watch.Frames;

/// <summary>The colours of a frame, by what they mean.</summary>
public enum Ink
{
    /// <summary>The terminal's own.</summary>
    Plain,
    /// <summary>Labels.</summary>
    Quiet,
    /// <summary>Rules and axes.</summary>
    Faint,
    /// <summary>What the eye should find first.</summary>
    Bright,
    /// <summary>Buying, gains, all well.</summary>
    Buy,
    /// <summary>Selling, losses, trouble.</summary>
    Sell,
    /// <summary>Size waiting to buy.</summary>
    BidSize,
    /// <summary>Size waiting to sell.</summary>
    AskSize,
    /// <summary>Ours.</summary>
    Own,
    /// <summary>The chosen one, and paper mode.</summary>
    Accent,
    /// <summary>Worth a look.</summary>
    Warn,
    /// <summary>Letters on a coloured ground.</summary>
    Dark,
}

/// <summary>How a cell looks.</summary>
/// <param name="Letter">The colour of the letter.</param>
/// <param name="Ground">The colour behind it; <see cref="Ink.Plain"/> leaves the terminal's own.</param>
/// <param name="IsBold">Heavier.</param>
public readonly record struct Look(Ink Letter, Ink Ground = Ink.Plain, bool IsBold = false)
{
    /// <summary>An ink is a look by itself.</summary>
    public static implicit operator Look(Ink letter) => new(letter);

    /// <summary>The same, bold.</summary>
    public Look Bold => this with { IsBold = true };
}

/// <summary>The inks as terminals and pictures know them.</summary>
public static class Palette
{
    /// <summary>Index among the 256 colours of terminals; -1 for the terminal's own.</summary>
    public static int TerminalIndex(Ink ink) => ink switch
    {
        Ink.Quiet => 245,
        Ink.Faint => 239,
        Ink.Bright => 255,
        Ink.Buy => 78,
        Ink.Sell => 203,
        Ink.BidSize => 29,
        Ink.AskSize => 131,
        Ink.Own => 220,
        Ink.Accent => 75,
        Ink.Warn => 214,
        Ink.Dark => 16,
        _ => -1,
    };

    /// <summary>The same colour for a picture on a dark ground.</summary>
    public static string Hex(Ink ink) => ink switch
    {
        Ink.Quiet => "#8a8a8a",
        Ink.Faint => "#4e4e4e",
        Ink.Bright => "#eeeeee",
        Ink.Buy => "#5fd787",
        Ink.Sell => "#ff5f5f",
        Ink.BidSize => "#00875f",
        Ink.AskSize => "#af5f5f",
        Ink.Own => "#ffd700",
        Ink.Accent => "#5fafff",
        Ink.Warn => "#ffaf00",
        Ink.Dark => "#000000",
        _ => "#d0d0d0",
    };
}
