using System.Buffers.Binary;
using Quern.Connectors.Recordings.Commands;
using Quern.Domain.Matching;

namespace Quern.Connectors.Tests.Recordings.Commands;

[Trait("Category", "unit")]
public sealed class JournaledEngineTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    [Fact]
    public void A_new_engine_stands_where_the_last_one_fell()
    {
        string[] hashes = JournalFolder.Hashes(seed: 1, 700);
        _folder.Write(seed: 1, upTo: 450);

        (RecoveredCommands recovered, string hash) = _folder.Recover();

        Assert.Equal((450, 0), (recovered.Sequence, recovered.SnapshotSequence));
        Assert.Empty(recovered.Damage);
        Assert.Equal(hashes[450], hash);

        _folder.Write(seed: 1, upTo: 700);
        (recovered, hash) = _folder.Recover();
        Assert.Equal((700, hashes[700]), (recovered.Sequence, hash));
        Assert.Equal(4, _folder.Segments.Count());
    }

    [Fact]
    public void Recovery_begins_at_the_newest_snapshot_and_two_are_kept()
    {
        _folder.Write(seed: 2, upTo: 450, snapshotEvery: 100);

        (RecoveredCommands recovered, string hash) = _folder.Recover();

        Assert.Equal((450, 400), (recovered.Sequence, recovered.SnapshotSequence));
        Assert.Equal(JournalFolder.Hashes(seed: 2, 450)[450], hash);
        Assert.Equal(2, _folder.Snapshots.Count());
    }

    [Fact]
    public void An_empty_folder_is_an_empty_market()
    {
        (RecoveredCommands recovered, string hash) = _folder.Recover();

        Assert.Equal((0, 0), (recovered.Sequence, recovered.SnapshotSequence));
        Assert.Equal(new MatchingEngine().StateHash(), hash);
    }

    [Fact]
    public void A_torn_tail_is_cut_and_named_by_its_offset_and_writing_goes_on()
    {
        string[] hashes = JournalFolder.Hashes(seed: 3, 300);
        _folder.Write(seed: 3, upTo: 150);
        Overwrite(_folder.LastSegment, offset: 128 + 120 * 80 + 30, [0xAB]);

        (RecoveredCommands recovered, string hash) = _folder.Recover();
        JournalDamage damage = Assert.Single(recovered.Damage);
        Assert.Equal((120, hashes[120], 128 + 120 * 80), (recovered.Sequence, hash, damage.Offset));

        // The same commands again, up to a point before the old end: what lay behind the tear does not come back with them.
        _folder.Write(seed: 3, upTo: 130);
        Assert.Equal(130, _folder.Recover().Recovered.Sequence);

        _folder.Write(seed: 3, upTo: 300);
        (recovered, hash) = _folder.Recover();
        Assert.Equal((300, hashes[300]), (recovered.Sequence, hash));
        Assert.Empty(recovered.Damage);
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.damaged"));
    }

    [Fact]
    public void A_record_of_another_past_never_follows_a_new_one()
    {
        _folder.Write(seed: 4, upTo: 150);
        byte[] before = File.ReadAllBytes(_folder.LastSegment);
        Overwrite(_folder.LastSegment, offset: 128 + 100 * 80, new byte[80]);
        _folder.Write(seed: 5, upTo: 120);

        // Even when the old tail comes back behind the new records, as a disk may do it.
        Overwrite(_folder.LastSegment, offset: 128 + 120 * 80, before.AsSpan(128 + 120 * 80, 30 * 80));

        (RecoveredCommands recovered, _) = _folder.Recover();
        Assert.Equal(120, recovered.Sequence);
        Assert.Equal(128 + 120 * 80, Assert.Single(recovered.Damage).Offset);
    }

    [Fact]
    public void Without_a_whole_snapshot_the_whole_journal_is_replayed()
    {
        _folder.Write(seed: 6, upTo: 450, snapshotEvery: 100);
        foreach (string snapshot in _folder.Snapshots)
            Overwrite(snapshot, offset: 200, [0x55, 0x55, 0x55, 0x55]);

        (RecoveredCommands recovered, string hash) = _folder.Recover();

        Assert.Equal((450, 0, 2), (recovered.Sequence, recovered.SnapshotSequence, recovered.Damage.Count));
        Assert.Equal(JournalFolder.Hashes(seed: 6, 450)[450], hash);
    }

    [Fact]
    public void A_snapshot_stands_in_for_a_journal_that_lost_its_end()
    {
        string[] hashes = JournalFolder.Hashes(seed: 7, 260);
        _folder.Write(seed: 7, upTo: 150, snapshotEvery: 100);
        using (FileStream file = new(_folder.LastSegment, FileMode.Open))
            file.SetLength(128 + 60 * 80 + 11);

        (RecoveredCommands recovered, string hash) = _folder.Recover();
        Assert.Equal((100, hashes[100]), (recovered.Sequence, hash));
        Assert.Equal(128 + 99 * 80, Assert.Single(recovered.Damage).Offset);

        _folder.Write(seed: 7, upTo: 260);
        (recovered, hash) = _folder.Recover();
        Assert.Equal((260, hashes[260]), (recovered.Sequence, hash));
    }

    [Fact]
    public void What_lies_behind_a_missing_segment_is_set_aside_and_named()
    {
        string[] hashes = JournalFolder.Hashes(seed: 8, 650);
        _folder.Write(seed: 8, upTo: 650);
        File.Delete(_folder.Segments.ElementAt(1));

        (RecoveredCommands recovered, string hash) = _folder.Recover();
        Assert.Equal((200, hashes[200]), (recovered.Sequence, hash));
        Assert.Contains("201 to 400", Assert.Single(recovered.Damage).Problem, StringComparison.Ordinal);

        _folder.Write(seed: 8, upTo: 620);
        (recovered, hash) = _folder.Recover();
        Assert.Equal((620, hashes[620]), (recovered.Sequence, hash));
        Assert.Equal(2, Directory.EnumerateFiles(_folder.Path, "*.damaged").Count());
    }

    [Fact]
    public void A_market_with_other_rules_is_refused_by_name()
    {
        _folder.Write(seed: 9, upTo: 20);
        var other = new MatchingEngine(MatchingRules.Default with { Allocation = Allocation.ProRata });

        var refused = Assert.Throws<CommandJournalException>(() => CommandRecovery.Into(other, _folder.Path));

        Assert.Contains("other rules", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_build_s_journal_is_refused_by_name()
    {
        _folder.Write(seed: 9, upTo: 20);
        byte[] header = File.ReadAllBytes(_folder.LastSegment)[..128];
        header[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(124), PlainCrc32C(header.AsSpan(0, 124)));
        Overwrite(_folder.LastSegment, 0, header);

        Assert.Contains("version 2", Assert.Throws<CommandJournalException>(() => _folder.Recover()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_writer_is_refused()
    {
        using var first = JournaledEngine.Open(_folder.Path, new MatchingEngine(), JournalFolder.SegmentBytes);

        Assert.Throws<IOException>(() => JournaledEngine.Open(_folder.Path, new MatchingEngine(), JournalFolder.SegmentBytes));
    }

    [Fact]
    public void Journaling_a_command_allocates_nothing()
    {
        MatchCommand[] commands = [.. JournalFolder.Commands(seed: 10).Take(20_000)];
        using var journal = JournaledEngine.Open(_folder.Path, new MatchingEngine(), segmentBytes: 8 << 20);
        var events = new MatchEventBuffer();
        Run();
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (ref readonly MatchCommand command in commands.AsSpan())
            {
                events.Clear();
                journal.Execute(in command, events);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void Overwrite(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = new(path, FileMode.Open);
        file.Position = offset;
        file.Write(bytes);
    }

    // Bit by bit from the polynomial, to check the instruction with.
    private static uint PlainCrc32C(ReadOnlySpan<byte> bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte next in bytes)
        {
            state ^= next;
            for (int bit = 0; bit < 8; bit++)
                state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ 0x82F63B78;
        }

        return ~state;
    }
}
