using Quern.Client.Output;
using Quern.Client.Watch.Frames;
using Quern.Proto;

namespace Quern.Client.Watch.Panels;

/// <summary>Three rows: what runs, whether it may trade, and which instruments there are.</summary>
public static class HeaderPanel
{
    /// <summary>Rows taken.</summary>
    public const int Height = 3;

    /// <summary>Draws the three rows.</summary>
    public static void Draw(Pane pane, WatchState state)
    {
        Status status = state.View?.Status ?? new();
        DrawRun(pane, state, status);
        DrawVenues(pane, status);
        DrawInstruments(pane, state, status);
    }

    private static void DrawRun(Pane pane, WatchState state, Status status)
    {
        bool isLive = status.Mode == "live";
        Look badge = new(Ink.Dark, isLive ? Ink.Sell : Ink.Accent, IsBold: true);
        int column = pane.Put(0, 0, $" {(status.Mode.Length > 0 ? status.Mode.ToUpperInvariant() : "…")} ", badge);

        (string text, Look look) = Connection(state);
        int end = pane.PutBefore(pane.Width, 0, text, look);
        Pane left = pane.Slice(0, 0, end - 1, 1);
        column = left.Put(column + 1, 0, "Quern", ((Look)Ink.Bright).Bold);
        column = left.Put(column + 2, 0, status.Engine, Ink.Plain);
        column = left.Put(column + 2, 0, $"up {Spans.Uptime(status.UptimeSeconds)}", Ink.Plain);
        left.Put(column + 2, 0, $"run {status.Run}", Ink.Quiet);
    }

    private static (string Text, Look Look) Connection(WatchState state) => state switch
    {
        { Trouble.Length: > 0 } => (" RECONNECTING ", new Look(Ink.Dark, Ink.Warn, IsBold: true)),
        { SilentSeconds: > 1 } => ($" SILENT {state.SilentSeconds}s ", new Look(Ink.Dark, Ink.Warn, IsBold: true)),
        { View: { TimeNs: > 0 } view } => ($"{Spans.TimeOfDay(view.TimeNs)} UTC", Ink.Quiet),
        _ => ("", Ink.Quiet),
    };

    private static void DrawVenues(Pane pane, Status status)
    {
        AccountStatus? killed = status.Accounts.FirstOrDefault(account => account.State == "killed");
        if (killed is not null)
        {
            Look alarm = new(Ink.Dark, Ink.Sell, IsBold: true);
            pane.Fill(0, 1, pane.Width, ' ', alarm);
            pane.Put(1, 1, $"KILLED {killed.Id}: {killed.KillReason}", alarm);
            return;
        }

        int end = pane.Width;
        foreach (AccountStatus account in status.Accounts.Reverse())
            end = pane.PutBefore(end, 1, $"  {account.Id} {account.State}", Moods.Of(account.State) is Mood.Good ? Ink.Quiet : Inks.Of(account.State));

        Pane left = pane.Slice(0, 1, end, 1);
        int column = 1;
        foreach (VenueStatus venue in status.Venues)
        {
            column = left.Put(column, 0, "● ", Inks.Of(venue.State));
            column = left.Put(column, 0, $"{venue.Id} {venue.State}  ", Moods.Of(venue.State) is Mood.Good ? Ink.Plain : Inks.Of(venue.State));
        }
    }

    private static void DrawInstruments(Pane pane, WatchState state, Status status)
    {
        if (state.Trouble.Length > 0)
        {
            pane.Put(1, 2, $"{state.Trouble}; trying again (last known state shown)", Ink.Warn);
            return;
        }

        InstrumentStatus? chosen = status.Instruments.FirstOrDefault(row => row.Id == state.Instrument);
        string book = chosen is null ? "" : $"book {chosen.State}  {Spans.Age(chosen.AgeMs)}";
        int end = pane.PutBefore(pane.Width, 2, book, chosen is null ? Ink.Quiet : Inks.Of(chosen.State));
        Pane left = pane.Slice(0, 2, end - 1, 1);

        // The chosen one is always in sight: those before it go first when the row is short.
        List<string> ids = [.. status.Instruments.Select(row => $" {row.Id} ")];
        int at = chosen is null ? -1 : status.Instruments.IndexOf(chosen);
        int first = 0;
        while (first < at && ids[first..(at + 1)].Sum(id => id.Length) > left.Width)
            first++;

        int column = 0;
        for (int index = first; index < ids.Count; index++)
            column = left.Put(column, 0, ids[index], index == at ? new Look(Ink.Dark, Ink.Own, IsBold: true) : Ink.Quiet);
    }
}
