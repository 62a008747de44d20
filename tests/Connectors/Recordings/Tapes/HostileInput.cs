using Quern.Connectors.Recordings;
using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings.Tapes;

/// <summary>
/// Sound samples, damaged in every way a seed thinks of and read to their end: only a typed error with a place may come out, or a sound end,
/// in bounded memory.
/// </summary>
/// <param name="seed">What the damages are drawn from.</param>
/// <param name="extension">As the reader expects it, such as <c>.csv</c>; packed variants get their own ending behind it.</param>
/// <param name="open">Opens a file of that name.</param>
/// <param name="samples">Sound files of a few KB, unpacked.</param>
internal sealed class HostileInput(int seed, string extension, Func<string, ITape> open, params byte[][] samples) : IDisposable
{
    private const long MostBytesAllocated = 4 * 1024 * 1024;
    private const int MostEvents = 5_000_000;
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)',', (byte)'\n', (byte)'\r', (byte)'-', (byte)'.', (byte)'9', (byte)'"', (byte)' '];

    private readonly Random _random = new(seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("quern-hostile").FullName;
    private int _files;

    /// <summary>Cases of one reader: 1,000, or 10,000 when <c>QUERN_FULL</c> is 1.</summary>
    public static int CasesPerReader { get; } = Environment.GetEnvironmentVariable("QUERN_FULL") == "1" ? 10_000 : 1_000;

    /// <summary>Cases that were read to a sound end.</summary>
    public int Sound { get; private set; }

    /// <summary>Cases that stopped with a place.</summary>
    public int Damaged { get; private set; }

    /// <summary>Cases that were refused by name.</summary>
    public int Refused { get; private set; }

    /// <summary>The most one case allocated, in bytes.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>Reads the samples as they are, then that many damaged ones; says what came of them.</summary>
    public string Run(int cases)
    {
        foreach (byte[] sample in samples)
        {
            Read(sample, "", "an undamaged sample");
            Read(Packing.Gzip(sample), ".gz", "an undamaged sample, packed");
        }

        Assert.Equal((2 * samples.Length, 0, 0), (Sound, Damaged, Refused));
        for (int number = 0; number < cases; number++)
            RunCase(number);
        return $"{extension}: {cases} cases of seed {seed}: {Damaged} damaged, {Refused} refused, {Sound - 2 * samples.Length} sound; at most {MostAllocated} bytes a case";
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void RunCase(int number)
    {
        byte[] sample = samples[_random.Next(samples.Length)];
        string label = $"case {number} of seed {seed}";
        switch (_random.Next(10))
        {
            case 0:
                Read(Damage(Packing.Gzip(sample)), ".gz", label);
                break;
            case 1:
                Read(Packing.Gzip(Damage(sample)), ".gz", label);
                break;
            case 2 when ZstdLibrary.Loaded is not null:
                Read(Damage(Packing.ZstdFrame(sample)), ".zst", label);
                break;
            default:
                Read(Damage(sample), "", label);
                break;
        }
    }

    private byte[] Damage(byte[] whole)
    {
        byte[] bytes = [.. whole];
        for (int more = _random.Next(4) == 0 ? _random.Next(1, 5) : 1; more > 0 && bytes.Length > 0; more--)
            bytes = DamageOnce(bytes);
        return bytes;
    }

    private byte[] DamageOnce(byte[] bytes)
    {
        int place = _random.Next(bytes.Length);
        switch (_random.Next(7))
        {
            case 0:
                return bytes[..place];
            case 1:
                for (int count = _random.Next(1, 9); count > 0; count--)
                    bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 2:
                return [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + _random.Next(1, 60))..]];
            case 3:
                return [.. bytes[..place], .. Piece(), .. bytes[place..]];
            case 4:
                for (int count = _random.Next(1, 9); count > 0; count--)
                    bytes[Math.Min(bytes.Length - 1, place + _random.Next(12))] = Telling[_random.Next(Telling.Length)];
                return bytes;
            case 5:
                return [.. bytes[..place], .. Noise(_random.Next(1, 200)), .. bytes[place..]];
            default:
                return _random.Next(3) == 0 ? Noise(_random.Next(1, 4096)) : [.. bytes[..Math.Min(bytes.Length, 64)], .. Noise(_random.Next(1, 512))];
        }
    }

    // Something sound in the wrong place.
    private byte[] Piece()
    {
        byte[] sample = samples[_random.Next(samples.Length)];
        int start = _random.Next(sample.Length);
        return sample[start..Math.Min(sample.Length, start + _random.Next(1, 300))];
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        return noise;
    }

    private void Read(byte[] bytes, string packing, string label)
    {
        // A new name each time: writing over an old file makes some file systems wait for the disk.
        string path = Path.Combine(_folder, $"tape{_files++}{extension}{packing}");
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using ITape tape = open(path);
            ReadToItsEnd(tape, bytes, packing, label);
        }
        catch (RecordingException error)
        {
            Damaged++;
            AssertHasPlace(error, bytes, packing, label);
        }
        catch (RecordingRefusedException error)
        {
            Refused++;
            Assert.False(string.IsNullOrWhiteSpace(error.Message));
        }
        catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{label}: {error}");
        }

        File.Delete(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostAllocated = Math.Max(MostAllocated, allocated);
        Assert.True(allocated <= MostBytesAllocated, $"{label}: {allocated} bytes allocated for a file of {bytes.Length}");
    }

    private void ReadToItsEnd(ITape tape, byte[] bytes, string packing, string label)
    {
        int events = 0;
        long records = 0;
        while (tape.TryRead(out TapeEvent step))
        {
            bool isWellFormed = Enum.IsDefined(step.Kind) && step.Kind is not TapeEventKind.None
                && step.Quantity >= 0 && step.Instrument >= 0 && step.Instrument < Math.Max(1, tape.Symbols.Count)
                && tape.RecordsRead >= records && tape.Progress is >= 0 and <= 1;
            if (!isWellFormed)
                Assert.Fail($"{label}: {step} after {tape.RecordsRead} records, progress {tape.Progress}");
            records = tape.RecordsRead;
            if (++events > MostEvents || (packing.Length == 0 && events > 100 + 20 * bytes.Length))
                Assert.Fail($"{label}: no end after {events} events of {bytes.Length} bytes");
        }

        if (tape.TryRead(out _))
            Assert.Fail($"{label}: the tape goes on after its end");
        Sound++;
    }

    private static void AssertHasPlace(RecordingException error, byte[] bytes, string packing, string label)
    {
        bool isInside = error.Offset >= 0 && (packing.Length > 0 || error.Offset <= bytes.Length);
        if (!isInside || error.Line < 0 || error.LinesRead < 0 || error.File.Length == 0)
            Assert.Fail($"{label}: the damage is told without its place: {error.Message}");
    }
}
