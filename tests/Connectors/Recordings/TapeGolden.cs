using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;
using Quern.Tests;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>Every recording that lies there is opened by the right reader, without a word about what it is.</summary>
public sealed class TapeGolden(ITestOutputHelper print)
{
    [Theory, Trait("Category", "golden")]
    [InlineData(TapeKind.Lobster, "lobster", "*_message_*")]
    [InlineData(TapeKind.Itch, "itch", "itch50*.bin*")]
    [InlineData(TapeKind.MarketByOrderBinary, "itch", "*.dbn*")]
    [InlineData(TapeKind.MarketByOrderText, "itch", "*_mbo_*.csv.gz")]
    [InlineData(TapeKind.BinanceSockets, "crypto-l2/binance-recordings", "*.gz")]
    [InlineData(TapeKind.Capture, "crypto-l2/websocket-captures", "*.gz")]
    [InlineData(TapeKind.BinanceHistory, "crypto-l2/csv-samples", "*-depth-*.csv")]
    [InlineData(TapeKind.Tardis, "crypto-l2/csv-samples", "*_book_*.csv")]
    [InlineData(TapeKind.Taq, "equities/taq-format", "*.csv*")]
    [InlineData(TapeKind.UsTicks, "equities/us-ticks", "*.csv*")]
    [InlineData(TapeKind.PolygonSockets, "equities/polygon", "*.jsonl")]
    [InlineData(TapeKind.PolygonReply, "equities/polygon/rest", "*.json")]
    public void Each_file_is_recognised(TapeKind kind, string folder, string pattern)
    {
        string[] files = [.. Directory.GetFiles(TestData.Require(folder.Split('/')), pattern).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);

        foreach (string file in files)
        {
            Assert.Equal((file, kind), (file, Tape.KindOf(file)));
            using ITape tape = Tape.Open(file);
            Assert.True(tape.TryRead(out _), $"{file} holds no event");
        }

        print.WriteLine($"{files.Length} files of {Tape.NameOf(kind)}");
    }

    [Fact, Trait("Category", "golden")]
    public void Rows_of_books_beside_LOBSTER_messages_are_refused_by_name()
    {
        string[] files = [.. Directory.GetFiles(TestData.Require("lobster"), "*book_*.csv*").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);

        Assert.All(files, file => Assert.Contains(Path.GetFileName(file), Assert.Throws<RecordingRefusedException>(() => Tape.KindOf(file)).Message, StringComparison.Ordinal));
        print.WriteLine($"{files.Length} files");
    }
}
