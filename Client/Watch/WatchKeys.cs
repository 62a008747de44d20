namespace Quern.Client.Watch;

/// <summary>What a key asks the watch to do beyond its own state.</summary>
public enum WatchWish
{
    /// <summary>Nothing but a new frame.</summary>
    None,
    /// <summary>End.</summary>
    Quit,
    /// <summary>Follow another instrument.</summary>
    Follow,
    /// <summary>Let strategies quote.</summary>
    Start,
    /// <summary>Let them rest.</summary>
    Stop,
    /// <summary>Cancel every open order.</summary>
    CancelAll,
    /// <summary>Kill, already confirmed.</summary>
    Kill,
}

/// <summary>The keys of the watch.</summary>
public static class WatchKeys
{
    /// <summary>What they are, for the last row.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Legend { get; } =
        [("q", "quit"), ("⇥ ←→", "instrument"), ("s", "start"), ("x", "stop"), ("c", "cancel-all"), ("k", "kill")];

    /// <summary>One key: the state after it, and what is to be done.</summary>
    public static (WatchState State, WatchWish Wish) Press(WatchState state, ConsoleKeyInfo key)
    {
        if (state.AsksToKill)
            return (state with { AsksToKill = false }, key.KeyChar is 'y' or 'Y' ? WatchWish.Kill : WatchWish.None);

        WatchState quiet = state with { Notice = "" };
        return key switch
        {
            { Key: ConsoleKey.Tab, Modifiers: ConsoleModifiers.Shift } or { Key: ConsoleKey.LeftArrow } => Switch(quiet, -1),
            { Key: ConsoleKey.Tab or ConsoleKey.RightArrow } => Switch(quiet, 1),
            { Key: ConsoleKey.Escape } or { KeyChar: 'q' or 'Q' } => (quiet, WatchWish.Quit),
            { KeyChar: 's' or 'S' } => (quiet, WatchWish.Start),
            { KeyChar: 'x' or 'X' } => (quiet, WatchWish.Stop),
            { KeyChar: 'c' or 'C' } => (quiet, WatchWish.CancelAll),
            { KeyChar: 'k' or 'K' } => (quiet with { AsksToKill = true }, WatchWish.None),
            _ => (state, WatchWish.None),
        };
    }

    private static (WatchState State, WatchWish Wish) Switch(WatchState state, int step)
    {
        WatchState next = state.Switched(step);
        return (next, next.Instrument == state.Instrument ? WatchWish.None : WatchWish.Follow);
    }
}
