using Quern.Connectors.Recordings.Commands;
using Quern.Domain.Matching;

namespace Quern.Connectors.Tests.Recordings.Commands;

/// <summary>Whatever happens to the files, recovery gives the state after the first so many commands, or refuses by name.</summary>
[Trait("Category", "property")]
public sealed class RecoveryPropertyTests : IDisposable
{
    private const int Count = 350;
    private const int Seed = 11;
    private const int Tail = 4096;
    private const int Sector = 512;
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUERN_FULL") == "1";
    private static readonly string[] Hashes = JournalFolder.Hashes(Seed, Count);
    private readonly JournalFolder _whole = new();

    [Fact]
    public void A_process_killed_at_any_of_200_points_leaves_a_prefix()
    {
        var random = new Random(1);
        _whole.Write(Seed, Count);
        byte[][] segments = [.. _whole.Segments.Select(File.ReadAllBytes)];
        for (int kill = 0; kill < 200; kill++)
        {
            // Killed while it wrote command k + 1: any part of the record is there, and snapshots of before, the last perhaps unfinished.
            int k = random.Next(Count);
            int bytes = random.Next(81);
            int snapshot = random.Next(2) == 0 ? 0 : random.Next(1, k + 1);
            using var folder = new JournalFolder();
            if (snapshot > 0 && snapshot <= k)
                folder.Write(Seed, snapshot, snapshotEvery: snapshot);
            CopyUntil(segments, folder, k, bytes);
            if (random.Next(3) == 0)
                File.WriteAllBytes(Path.Combine(folder.Path, $"state-{k:D20}.qms.new"), new byte[random.Next(500)]);

            // A record whose last bytes are zero anyway is whole before all of them are written.
            bool isWhole = segments[k / 200].AsSpan(128 + k % 200 * 80 + bytes, 80 - bytes).IndexOfAnyExcept((byte)0) < 0;
            int expected = isWhole ? k + 1 : k;
            (RecoveredCommands recovered, string hash) = folder.Recover();
            Assert.Equal((expected, Hashes[expected]), (recovered.Sequence, hash));

            folder.Write(Seed, Count);
            Assert.Equal((Count, Hashes[Count]), (folder.Recover().Recovered.Sequence, folder.Recover().Hash));
        }
    }

    [Theory, InlineData(int.MaxValue), InlineData(325)]
    public void A_journal_cut_at_any_byte_of_its_last_4_KiB_leaves_a_prefix(int snapshotEvery)
    {
        _whole.Write(Seed, Count, snapshotEvery, segmentBytes: 64 * 1024);
        long end = 128 + Count * 80;
        int snapshot = snapshotEvery < Count ? snapshotEvery : 0;
        for (long length = end; length >= end - Tail; length--)
        {
            using (FileStream file = new(_whole.LastSegment, FileMode.Open))
                file.SetLength(length);

            int expected = Math.Max(snapshot, (int)((length - 128) / 80));
            (RecoveredCommands recovered, string hash) = _whole.Recover();
            Assert.Equal((expected, Hashes[expected]), (recovered.Sequence, hash));
            bool isTold = recovered.Damage.Count > 0;
            if (length >= 128 + snapshot * 80)
                Assert.Equal((length - 128) % 80 != 0, isTold);
            else if (length < 128 + (snapshot - 1) * 80)
                Assert.True(isTold);
        }
    }

    [Theory, InlineData(int.MaxValue), InlineData(330)]
    public void A_journal_with_any_sector_of_its_last_4_KiB_zeroed_leaves_a_prefix(int snapshotEvery)
    {
        _whole.Write(Seed, Count, snapshotEvery, segmentBytes: 64 * 1024);
        long end = 128 + Count * 80;
        int snapshot = snapshotEvery < Count ? snapshotEvery : 0;
        byte[] whole = File.ReadAllBytes(_whole.LastSegment);
        int sectors = 0;
        for (long sector = (end - Tail) / Sector * Sector; sector < end; sector += Sector, sectors++)
        {
            using JournalFolder folder = _whole.Copy();
            Zero(folder.LastSegment, sector);

            // The first record after the snapshot of which a byte changed.
            ReadOnlySpan<byte> damaged = File.ReadAllBytes(folder.LastSegment);
            int from = 128 + snapshot * 80;
            int same = damaged[from..].CommonPrefixLength(whole.AsSpan(from));
            int expected = Math.Min(Count, snapshot + same / 80);

            (RecoveredCommands recovered, string hash) = folder.Recover();
            Assert.Equal((expected, Hashes[expected]), (recovered.Sequence, hash));
            bool endsThere = damaged[(128 + expected * 80)..].IndexOfAnyExcept((byte)0) < 0;
            Assert.Equal(!endsThere, recovered.Damage.Count > 0);

            folder.Write(Seed, Count);
            Assert.Equal(Hashes[Count], folder.Recover().Hash);
        }

        Assert.True(sectors >= 8);
    }

    [Fact]
    public void A_snapshot_cut_at_any_byte_of_its_last_4_KiB_is_never_trusted()
    {
        _whole.Write(Seed, Count, snapshotEvery: 150);
        string newest = _whole.Snapshots.Last();
        long whole = new FileInfo(newest).Length;
        Assert.True(whole > Tail);
        for (long length = whole - 1; length >= whole - Tail; length--)
        {
            using (FileStream file = new(newest, FileMode.Open))
                file.SetLength(length);

            (RecoveredCommands recovered, string hash) = _whole.Recover();
            Assert.Equal((Count, 150, Hashes[Count]), (recovered.Sequence, recovered.SnapshotSequence, hash));
            Assert.Equal(Path.GetFileName(newest), Assert.Single(recovered.Damage).File);
        }
    }

    [Fact]
    public void A_snapshot_with_any_sector_zeroed_is_never_trusted()
    {
        _whole.Write(Seed, Count, snapshotEvery: 150);
        long length = new FileInfo(_whole.Snapshots.Last()).Length;
        for (long sector = 0; sector < length; sector += Sector)
        {
            using JournalFolder folder = _whole.Copy();
            Zero(folder.Snapshots.Last(), sector);

            (RecoveredCommands recovered, string hash) = folder.Recover();
            Assert.Equal((Count, 150, Hashes[Count]), (recovered.Sequence, recovered.SnapshotSequence, hash));
        }
    }

    [Fact]
    public void Whatever_bytes_are_damaged_a_prefix_or_a_refusal_comes_back()
    {
        var random = new Random(2);
        _whole.Write(Seed, Count, snapshotEvery: 90);
        int prefixes = 0;
        for (int attempt = 0; attempt < (IsFull ? 20_000 : 1_000); attempt++)
        {
            using JournalFolder folder = _whole.Copy();
            string[] files = [.. folder.Segments, .. folder.Snapshots];
            for (int hit = random.Next(1, 5); hit > 0; hit--)
                Damage(files[random.Next(files.Length)], random);

            try
            {
                (RecoveredCommands recovered, string hash) = folder.Recover();
                Assert.Equal(Hashes[recovered.Sequence], hash);
                prefixes++;
            }
            catch (CommandJournalException refused)
            {
                Assert.NotEmpty(refused.File);
            }
        }

        Assert.True(prefixes > 500);
    }

    public void Dispose() => _whole.Dispose();

    // The files as they are after k commands and the first bytes of the next record.
    private static void CopyUntil(byte[][] segments, JournalFolder folder, int k, int bytes)
    {
        for (int segment = 0; segment * 200 <= k; segment++)
        {
            byte[] copy = new byte[JournalFolder.SegmentBytes];
            int records = Math.Min(200, k - segment * 200);
            int length = 128 + records * 80 + (records < 200 ? bytes : 0);
            segments[segment].AsSpan(0, Math.Min(length, copy.Length)).CopyTo(copy);
            File.WriteAllBytes(Path.Combine(folder.Path, $"commands-{segment * 200 + 1:D20}.qcj"), copy);
        }
    }

    private static void Zero(string path, long sector)
    {
        using FileStream file = new(path, FileMode.Open);
        file.Position = sector;
        file.Write(new byte[(int)Math.Min(Sector, file.Length - sector)]);
    }

    private static void Damage(string path, Random random)
    {
        using FileStream file = new(path, FileMode.Open);
        if (file.Length == 0)
            return;
        if (random.Next(4) == 0)
        {
            file.SetLength(random.NextInt64(file.Length));
            return;
        }

        byte[] bytes = new byte[random.Next(1, 200)];
        random.NextBytes(bytes);
        file.Position = random.NextInt64(file.Length);
        file.Write(bytes.AsSpan(0, (int)Math.Min(bytes.Length, file.Length - file.Position)));
    }
}
