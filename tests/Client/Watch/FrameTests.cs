using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Quern.Client.Api;
using Quern.Client.Output;
using Quern.Client.Tests.Silo;
using Quern.Client.Watch;
using Quern.Client.Watch.Frames;

namespace Quern.Client.Tests.Watch;

/// <summary>Whole frames against the text files beside this one. QUERN_ACCEPT_FRAMES=1 writes them anew: look at the difference before keeping it.</summary>
[Trait("Category", "unit")]
public sealed class FrameTests
{
    [Theory]
    [InlineData("80x24")]
    [InlineData("120x40")]
    [InlineData("200x50")]
    [InlineData("60x10")]
    public void A_working_silo(string size) => AssertFrame($"working-{size}", Working(), size);

    [Fact]
    public void Nothing_yet() => AssertFrame("nothing-80x24", WatchState.Start, "80x24");

    [Fact]
    public void The_silo_went_away() =>
        AssertFrame("away-80x24", Working().Heard(new LiveNews(null, "the silo closed the live view")), "80x24");

    [Fact]
    public void The_silo_says_nothing() => AssertFrame("silent-80x24", Working() with { SilentSeconds = 7, Notice = "start: 2 strategies quote" }, "80x24");

    [Fact]
    public void Killed_and_live_with_a_question_open()
    {
        var view = Samples.View();
        view.Status.Mode = "live";
        view.Status.Accounts[0].State = "killed";
        view.Status.Accounts[0].KillReason = "drawdown [limit] reached";

        AssertFrame("killed-80x24", WatchState.Start.Seen(view) with { AsksToKill = true }, "80x24");
    }

    [Fact]
    public void A_dense_ladder_has_its_empty_prices_around_the_middle()
    {
        var view = Samples.View();
        view.Ladder.Clear();
        for (int price = 110; price >= 90; price--)
        {
            view.Ladder.Add(new Quern.Proto.LadderRow
            {
                Price = $"{price}", AskQuantity = price >= 103 ? "5" : "0", BidQuantity = price <= 97 ? "3" : "0", OwnBid = price == 97 ? "3" : "0",
            });
        }

        AssertFrame("dense-80x24", WatchState.Start.Seen(view), "80x24");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Colours_change_no_letter_of_a_frame(bool hasColours)
    {
        Canvas canvas = WatchLayout.Draw(Working(), new(100, 30));

        string painted = WatchScreen.Paint(canvas, hasColours);

        string letters = System.Text.RegularExpressions.Regex.Replace(painted, "\e\\[[?0-9;]*[A-Za-z]", "");
        string trimmed = string.Concat(letters.Split("\r\n").Select(line => line.TrimEnd() + "\n"));
        Assert.Equal(TextFrame.Plain(canvas), trimmed);
        Assert.Equal(hasColours, painted.Contains("38;5;", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_size_can_be_drawn()
    {
        WatchState state = Working();
        for (int columns = 20; columns <= 220; columns += 7)
        {
            for (int rows = 5; rows <= 70; rows += 3)
            {
                string frame = TextFrame.Plain(WatchLayout.Draw(state, new(columns, rows)));
                Assert.Equal(rows, frame.Count(letter => letter == '\n'));
                Assert.All(frame.Split('\n'), line => Assert.True(line.Length <= columns));
            }
        }
    }

    [Fact]
    public void The_picture_is_well_formed_and_holds_the_text()
    {
        XDocument picture = XDocument.Parse(SvgPicture.Draw(WatchLayout.Draw(Working(), new(120, 40))));

        Assert.Contains(picture.Descendants(), element => element.Name.LocalName == "text" && element.Value.Contains("64250.1", StringComparison.Ordinal));
        Assert.True(picture.Descendants().Count(element => element.Name.LocalName == "rect") > 20);
    }

    private static WatchState Working()
    {
        WatchState state = WatchState.Start;
        for (int step = 0; step < 40; step++)
        {
            var view = Samples.View();
            view.Status.Pnl.Total = step == 39 ? view.Status.Pnl.Total : FormattableString.Invariant($"{(step * 13 % 29) + step / 3 - 12}.5");
            state = state.Seen(view);
        }

        return state;
    }

    private static void AssertFrame(string name, WatchState state, string size, [CallerFilePath] string here = "")
    {
        Assert.True(FrameSize.TryParse(size, out FrameSize parsed));
        string frame = TextFrame.Plain(WatchLayout.Draw(state, parsed));

        string file = Path.Combine(Path.GetDirectoryName(here)!, "Golden", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("QUERN_ACCEPT_FRAMES") == "1")
            File.WriteAllText(file, frame);
        Assert.Equal(File.ReadAllText(file), frame);
    }
}
