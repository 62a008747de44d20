using System.Text;
using Quern.Connectors.Recordings;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>Two thousand damaged recordings: each is read to its end, or stops with a place; nothing else comes out of the reader.</summary>
[Trait("Category", "property")]
public sealed class DamagedRecordings : IDisposable
{
    private readonly TemporaryRecording _folder = new();

    [Theory]
    [InlineData(1, false), InlineData(2, false), InlineData(3, false), InlineData(4, false)]
    [InlineData(5, true), InlineData(6, true), InlineData(7, true), InlineData(8, true)]
    public void Damage_is_told_with_its_place(int seed, bool packed)
    {
        var random = new Random(seed);
        int stopped = 0;
        for (int round = 0; round < 250; round++)
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(RandomLines(random).Select(line => line + "\n")));
            byte[] whole = packed ? TemporaryRecording.Pack(text) : text;
            stopped += Read(_folder.WriteRaw(Damage(random, whole), packed ? ".gz" : ".txt")) ? 0 : 1;
        }

        Assert.True(stopped > 100, $"{stopped} of 250 were found to be damaged");
    }

    [Fact]
    public void Whole_ones_are_read_to_their_end()
    {
        var random = new Random(9);
        for (int round = 0; round < 50; round++)
            Assert.True(Read(_folder.Write([.. RandomLines(random)])));
    }

    // Reads everything in every frame; false when it stopped at a damage.
    private static bool Read(string path)
    {
        long lines = 0;
        try
        {
            using var recording = new Recording([path]);
            var parser = new RecordedParser(2, 3);
            for (; recording.TryRead(out RecordedFrame frame); lines++)
                ReadContent(parser, in frame, recording.LinesRead - 1);
            return true;
        }
        catch (RecordingException error)
        {
            Assert.Equal(lines, error.LinesRead);
            Assert.Equal(lines + 1, error.Line);
            return false;
        }
    }

    private static void ReadContent(RecordedParser parser, in RecordedFrame frame, long linesRead)
    {
        switch (frame.Kind)
        {
            case RecordedKind.Diff:
                parser.ReadDiff(in frame, linesRead);
                break;
            case RecordedKind.Snapshot:
                parser.ReadSnapshot(in frame, linesRead);
                Assert.All(parser.Levels.ToArray(), level => Assert.True(level.Lots >= 0));
                break;
            case RecordedKind.Trade or RecordedKind.AggregateTrade:
                parser.ReadTrade(in frame, linesRead);
                break;
            case RecordedKind.BookTicker:
                parser.ReadTicker(in frame, linesRead);
                break;
            case RecordedKind.MarkPrice:
                RecordedParser.ReadMark(in frame, linesRead);
                break;
        }
    }

    private static byte[] Damage(Random random, byte[] whole)
    {
        byte[] bytes = [.. whole];
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                for (int count = random.Next(1, 4); count > 0; count--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                int start = random.Next(bytes.Length);
                return [.. bytes[..start], .. bytes[Math.Min(bytes.Length, start + random.Next(1, 60))..]];
            default:
                byte[] noise = new byte[random.Next(1, 40)];
                random.NextBytes(noise);
                int place = random.Next(bytes.Length);
                return [.. bytes[..place], .. noise, .. bytes[place..]];
        }
    }

    private static IEnumerable<string> RandomLines(Random random)
    {
        long id = 100;
        for (int line = random.Next(2, 12); line > 0; line--)
        {
            string level = $"""["{random.Next(1, 999)}.{random.Next(10, 100)}","{random.Next(0, 50)}.500"]""";
            yield return random.Next(5) switch
            {
                0 => Lines.Diff(line, id + 1, id + 3, id, level, level),
                1 => Lines.Snapshot(line, id, level, level),
                2 => Lines.Trade(line, id, "12.50", "0.010", random.Next(2) == 0),
                3 => Lines.At(line, """{"stream":"ethusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1,"s":"ETHUSDT","p":"12.51","i":"12.52","r":"-0.0001","T":5}}"""),
                _ => Lines.Ticker(line, id, "12.50", "1.000", "12.51", "2.5"),
            };
            id += 3;
        }
    }

    public void Dispose() => _folder.Dispose();
}
