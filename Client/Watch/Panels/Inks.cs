using Quern.Client.Output;
using Quern.Client.Watch.Frames;

namespace Quern.Client.Watch.Panels;

/// <summary>Which ink says what.</summary>
public static class Inks
{
    /// <summary>A state by its mood.</summary>
    public static Ink Of(string state) => Moods.Of(state) switch
    {
        Mood.Good => Ink.Buy,
        Mood.Waiting => Ink.Warn,
        Mood.Bad => Ink.Sell,
        _ => Ink.Quiet,
    };

    /// <summary>An amount by its sign.</summary>
    public static Ink OfAmount(string amount) => DecimalColumn.SignOf(amount) switch
    {
        > 0 => Ink.Buy,
        < 0 => Ink.Sell,
        _ => Ink.Plain,
    };

    /// <summary>A side, or who crossed the spread.</summary>
    public static Ink OfSide(string side) => side switch
    {
        "buy" => Ink.Buy,
        "sell" => Ink.Sell,
        _ => Ink.Plain,
    };

    /// <summary>An arrow for a side, so that it is seen without colours too.</summary>
    public static string Arrow(string side) => side switch
    {
        "buy" => "▲",
        "sell" => "▼",
        _ => " ",
    };
}
