using System.Globalization;
using System.Text.RegularExpressions;
using Quern.Connectors.Recordings.Lobster;
using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.MarketData;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings.Lobster;

/// <summary>
/// A message file that comes with its first book alone runs freely, without any correction. Wherever a message of it is also in a pair of the
/// same ticker and day, the best quotes are compared.
/// </summary>
[Trait("Category", "golden")]
public sealed partial class LobsterFreeRunTests(ITestOutputHelper output)
{
    [Fact]
    public void A_deep_file_alone_keeps_the_touch_of_the_shallow_pair()
    {
        string folder = TestData.Require("lobster");
        var starts = LobsterFiles.Starts(folder);
        var results = new List<(int Equal, int Compared)>();

        foreach ((string messages, string firstBook) in starts)
        {
            foreach ((string pairMessages, string pairBook) in LobsterFiles.Pairs(folder).Where(pair => LobsterFiles.TickerAndDay(pair.Messages) == LobsterFiles.TickerAndDay(messages)))
            {
                var run = new FreeRun();
                run.Run(messages, firstBook, pairMessages, pairBook);
                output.WriteLine($"{Path.GetFileName(messages)} against {Path.GetFileName(pairBook)}: {run}");
                Assert.True(run.Compared > 0 && run.Equal >= 0.99 * run.Compared, $"{Path.GetFileName(messages)}: {run}");
                results.Add((run.Equal, run.Compared));
            }
        }

        output.WriteLine($"{starts.Count} files that run freely, {results.Count} comparisons, {results.Sum(each => each.Compared)} rows");
        if (KnownResult(folder) is { } known && starts.Count > 0)
            Assert.Contains(known, results);
    }

    // The README beside the data says "… of … rows equal (…)" of the run that its author made.
    private static (int Equal, int Compared)? KnownResult(string folder)
    {
        string readme = Path.Combine(folder, "README.md");
        if (!File.Exists(readme) || Sentence().Match(File.ReadAllText(readme)) is not { Success: true } match)
            return null;
        return (Number(match.Groups[1]), Number(match.Groups[2]));
    }

    private static int Number(Group digits) => int.Parse(digits.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([\d,]+) of ([\d,]+) rows equal")]
    private static partial Regex Sentence();

    private sealed class FreeRun
    {
        private readonly LobsterBook _book = new();
        private long _messages;
        private long _firstDifference;
        private long _lastDifference;

        public int Compared { get; private set; }

        public int Equal { get; private set; }

        public void Run(string messages, string firstBook, string pairMessages, string pairBook)
        {
            using var tape = new LobsterTape(messages);
            using var first = new LobsterBookRows(firstBook);
            using var pair = new LobsterTape(pairMessages);
            using var rows = new LobsterBookRows(pairBook);
            Assert.True(first.TryRead() && rows.TryRead(), "a file is empty");
            _book.Start(first);

            // The first message is in the first book already.
            bool hasNext = pair.TryRead(out TapeEvent next);
            while (tape.TryRead(out TapeEvent step))
            {
                if (++_messages > 1)
                    _book.Apply(in step);
                if (!hasNext || step != next)
                    continue;

                Compare(new Touch(rows.Bids[0], rows.Asks[0]));
                hasNext = pair.TryRead(out next) && rows.TryRead();
            }
        }

        public override string ToString() =>
            $"{Equal} of {Compared} best quotes equal, differences from message {_firstDifference} to {_lastDifference} of {_messages}, {_book.Unknown} messages about what the book does not hold";

        private void Compare(Touch expected)
        {
            Compared++;
            Touch touch = _book.Book.Touch;
            if (touch == expected)
            {
                Equal++;
                return;
            }

            _firstDifference = _firstDifference == 0 ? _messages : _firstDifference;
            _lastDifference = _messages;
        }
    }
}
