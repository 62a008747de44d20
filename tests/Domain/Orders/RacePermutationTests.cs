using Quern.Domain.Instruments;
using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

/// <summary>
/// X04: cancel before ack, replace before ack, fill during cancel, fill during replace. Each race leaves four words of the venue under way;
/// in all 24 orders, with distinct and with equal venue times, heard once and twice, the order ends in the right state with the right lots.
/// </summary>
[Trait("Category", "property")]
public sealed class RacePermutationTests
{
    private const long Millisecond = 1_000_000;

    // Each sets the race up, lets the venue do all of it, and returns the four words that are under way.
    private static readonly Dictionary<string, Func<OrderDesk, RaceVenue, ExecutionReport[]>> Races = new()
    {
        ["cancel before ack"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            desk.Want();
            var (accepted, cancelled) = (venue.Accept(), venue.Cancel());
            return [accepted.Answer, accepted.Event, cancelled.Answer, cancelled.Event];
        },
        ["cancel overtakes the order"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            desk.Want();
            var (refused, accepted) = (venue.Cancel(), venue.Accept());
            return [refused.Answer, accepted.Answer, accepted.Event, venue.Trade(4)];
        },
        ["replace wanted before any ack"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Want((10, 9_985));
            var cancelled = venue.Cancel();
            return [accepted.Answer, accepted.Event, cancelled.Answer, cancelled.Event];
        },
        ["replace before the ack's event"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Manager.OnReport(accepted.Answer, desk.Now);
            desk.Want((10, 9_985));
            var replaced = venue.Replace();
            return [accepted.Event, replaced.Answer, replaced.Event, venue.Trade(4)];
        },
        ["replace before the ack's answer"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Manager.OnReport(accepted.Event, desk.Now);
            desk.Want((15, 9_985));
            var replaced = venue.Replace();
            return [accepted.Answer, replaced.Answer, replaced.Event, venue.Trade(15)];
        },
        ["part of it fills during cancel"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Manager.OnReport(accepted.Answer, desk.Now);
            desk.Want();
            ExecutionReport trade = venue.Trade(4);
            var cancelled = venue.Cancel();
            return [accepted.Event, trade, cancelled.Answer, cancelled.Event];
        },
        ["all of it fills during cancel"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Want();
            ExecutionReport trade = venue.Trade(10);
            return [accepted.Answer, accepted.Event, trade, venue.Cancel().Answer];
        },
        ["it fills twice during cancel"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            desk.Manager.OnReport(venue.Accept().Answer, desk.Now);
            desk.Want();
            ExecutionReport[] trades = [venue.Trade(3), venue.Trade(4)];
            var cancelled = venue.Cancel();
            return [.. trades, cancelled.Answer, cancelled.Event];
        },
        ["part of it fills during replace"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Manager.OnReport(accepted.Answer, desk.Now);
            desk.Want((20, 9_985));
            ExecutionReport trade = venue.Trade(4);
            var replaced = venue.Replace();
            return [accepted.Event, trade, replaced.Answer, replaced.Event];
        },
        ["all of it fills during replace"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            var accepted = venue.Accept();
            desk.Manager.OnReport(accepted.Answer, desk.Now);
            desk.Want((20, 9_985));
            ExecutionReport[] trades = [venue.Trade(4), venue.Trade(6)];
            return [accepted.Event, .. trades, venue.Replace().Answer];
        },
        ["it fills before and after a replace"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            desk.Manager.OnReport(venue.Accept().Answer, desk.Now);
            desk.Want((20, 9_985));
            ExecutionReport before = venue.Trade(4);
            var replaced = venue.Replace();
            return [before, replaced.Answer, replaced.Event, venue.Trade(16)];
        },
        ["a cancel overtakes the words of a replace"] = (desk, venue) =>
        {
            desk.Quote(10, 9_990);
            desk.Manager.OnReport(venue.Accept().Answer, desk.Now);
            desk.Want((20, 9_985));
            var replaced = venue.Replace();
            desk.Want();
            var cancelled = venue.Cancel();
            return [replaced.Answer, replaced.Event, cancelled.Answer, cancelled.Event];
        },
    };

    public static TheoryData<string> Names() => [.. Races.Keys];

    [Theory, MemberData(nameof(Names))]
    public void All_orders_of_the_four_words_end_alike(string race)
    {
        int[][] orders = [.. Orders([0, 1, 2, 3])];
        Assert.Equal(24, orders.DistinctBy(order => string.Join("", order)).Count());

        foreach (int[] order in orders)
        {
            foreach (long stepNs in new[] { Millisecond, 0 })
            {
                Run(race, order, stepNs, times: 1);
                Run(race, order, stepNs, times: 2);
            }
        }
    }

    private static void Run(string race, int[] order, long stepNs, int times)
    {
        string name = $"{race}, {string.Join("", order)}, step {stepNs}, {times} times";
        var desk = new OrderDesk(settings => settings with { MoveByReplace = true });
        var venue = new RaceVenue(desk, stepNs);
        ExecutionReport[] words = Races[race](desk, venue);
        Assert.Equal(4, words.Length);

        for (int time = 0; time < times; time++)
        {
            foreach (int word in order)
            {
                desk.Now += Millisecond;
                desk.Manager.OnReport(words[word], desk.Now);
                CheckOnTheWay(desk, venue, name);
            }
        }

        venue.Settle();
        CheckTheEnd(desk, venue, name);
    }

    private static void CheckOnTheWay(OrderDesk desk, RaceVenue venue, string name)
    {
        Order ours = desk[venue.Order.Id];
        long open = venue.Order.IsOpen ? venue.Order.Total - venue.Order.Filled : 0;
        Assert.False(venue.Order.IsOpen && ours.State.IsTerminal(), $"{name}: {ours.State}, and it lives");
        Assert.True(ours.Filled.Lots <= venue.Order.Filled, $"{name}: {ours.Filled.Lots} lots, truly {venue.Order.Filled}");
        Assert.True(ours.State.IsTerminal() || desk.Exposure.WorstLongLots >= venue.Order.Filled + open, $"{name}: exposure is missed");
    }

    private static void CheckTheEnd(OrderDesk desk, RaceVenue venue, string name)
    {
        Order ours = desk[venue.Order.Id];
        OrderState truth = venue.Order.EndedAs ?? (venue.Order.Filled > 0 ? OrderState.PartiallyFilled : OrderState.Acknowledged);
        Assert.True(truth == ours.State, $"{name}: {ours.State}, truly {truth}");
        Assert.True((ours.Filled.Lots, ours.Traded.Lots) == (venue.Order.Filled, venue.Order.Filled), $"{name}: {ours.Filled.Lots} and {ours.Traded.Lots} lots, truly {venue.Order.Filled}");
        Assert.True(ours.Price == venue.Order.Price && (ours.Quantity.Lots == venue.Order.Total), $"{name}: {ours.Quantity.Lots} at {ours.Price.Ticks}, truly {venue.Order.Total} at {venue.Order.Price.Ticks}");
        Assert.True(!ours.IsReplaceInDoubt || ours.State.IsTerminal(), $"{name}: a replace is in doubt");
        Assert.True(desk.Exposure.PositionLots == venue.Order.Filled, $"{name}: position {desk.Exposure.PositionLots}");
        Assert.True(desk.Fills.Count == venue.Trades.Count, $"{name}: {desk.Fills.Count} fills");
        Assert.DoesNotContain(desk.Alerts, alert => alert.Kind is OrderAlertKind.Contradiction or OrderAlertKind.Overfilled or OrderAlertKind.OrphanFound);

        var replay = new AccountReplay(desk.Settings, [Contracts.Linear, Contracts.Inverse]);
        foreach (JournalEntry entry in desk.Journal)
            replay.Apply(entry);
        Assert.Equal(desk.Manager.StateHash, replay.StateHash);
    }

    private static IEnumerable<int[]> Orders(int[] words)
    {
        if (words.Length == 1)
            return [words];
        return words.SelectMany(first => Orders([.. words.Where(word => word != first)]).Select(rest => (int[])[first, .. rest]));
    }
}
