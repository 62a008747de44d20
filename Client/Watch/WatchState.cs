using System.Collections.Immutable;
using Quern.Client.Api;
using Quern.Client.Output;
using Quern.Proto;

namespace Quern.Client.Watch;

/// <summary>Everything a frame is drawn from. It changes only by the events below; drawing changes nothing.</summary>
public sealed record WatchState
{
    /// <summary>Nothing seen yet.</summary>
    public static WatchState Start { get; } = new();

    private WatchState()
    {
    }

    /// <summary>The newest view; null until the first one.</summary>
    public LiveView? View { get; private init; }

    /// <summary>The instrument whose book is wanted; empty leaves it to the silo.</summary>
    public string Instrument { get; init; } = "";

    /// <summary>The total since the start of watching.</summary>
    public PnlHistory History { get; private init; } = PnlHistory.Empty;

    /// <summary>The largest absolute inventory of each instrument since the start of watching.</summary>
    public ImmutableSortedDictionary<string, decimal> LargestInventory { get; private init; } =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    /// <summary>Why no views come at the moment; empty when they do.</summary>
    public string Trouble { get; private init; } = "";

    /// <summary>Whole seconds without a view, shown when the connection stands but says nothing.</summary>
    public int SilentSeconds { get; init; }

    /// <summary>What the last command led to; empty for none.</summary>
    public string Notice { get; init; } = "";

    /// <summary>True while the user is asked whether to kill.</summary>
    public bool AsksToKill { get; init; }

    /// <summary>The silo's instruments in its own order.</summary>
    public IEnumerable<string> Instruments => View?.Status?.Instruments.Select(row => row.Id) ?? [];

    /// <summary>The view when its book is the one wanted; null while another one is on its way.</summary>
    public LiveView? Book => View is { } view && (Instrument.Length == 0 || view.Instrument == Instrument) ? view : null;

    /// <summary>News from the feed.</summary>
    public WatchState Heard(LiveNews news) => news.View is { } view ? Seen(view) : this with { Trouble = news.Trouble };

    /// <summary>A newer view.</summary>
    public WatchState Seen(LiveView view)
    {
        ImmutableSortedDictionary<string, decimal> largest = LargestInventory;
        foreach (Inventory inventory in Inventory.Of(view.Status))
        {
            if (inventory.Value is { } value && Math.Abs(value) > largest.GetValueOrDefault(inventory.Instrument))
                largest = largest.SetItem(inventory.Instrument, Math.Abs(value));
        }

        return this with
        {
            View = view,
            Instrument = Instrument.Length > 0 ? Instrument : view.Instrument,
            History = DecimalColumn.ValueOf(view.Status?.Pnl?.Total ?? "") is { } total ? History.With(total) : History,
            LargestInventory = largest,
            Trouble = "",
            SilentSeconds = 0,
        };
    }

    /// <summary>With the next instrument, or the one before; round at the ends.</summary>
    /// <param name="step">1 or -1.</param>
    public WatchState Switched(int step)
    {
        List<string> all = [.. Instruments];
        if (all.Count == 0)
            return this;
        int at = all.IndexOf(Instrument);
        return this with { Instrument = at < 0 ? all[0] : all[(at + step + all.Count) % all.Count] };
    }
}
