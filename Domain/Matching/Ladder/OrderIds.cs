using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quern.Domain.Matching;

/// <summary>
/// Where the order of a name is: any 64-bit names, open addressing over groups of seven entries in one cache line each. A search compares the
/// seven half hashes of a group at once, so that it has nothing to guess: it ends in the first group unless that was full when the order came.
/// </summary>
/// <remarks>
/// A group counts the orders that had to pass it. Taking such an order out takes the count back, so a long history leaves nothing behind
/// (no tombstones). The table holds at most four orders a group on average: its size follows the live orders. Groups compared at once are the
/// idea of Google's Swiss tables (Kulukundis, CppCon 2017); counting what passed is the one of Facebook's F14.
/// </remarks>
/// <param name="orders">Orders there is room for, which the table never falls below.</param>
internal sealed class OrderIds(int orders = 63)
{
    private const int PerGroup = 7;
    private const uint Entries = (1u << PerGroup) - 1;
    private const int MostPerGroup = 4;
    private readonly int _fewestGroups = GroupsFor(orders);
    private Group[] _groups = new Group[GroupsFor(orders)];
    private int _mask = GroupsFor(orders) - 1;
    private int _shift = ShiftFor(GroupsFor(orders));

    /// <summary>Orders with a name.</summary>
    public int Count { get; private set; }

    /// <summary>Groups looked at beyond the first of each search, since the start: what tests hold against a constant.</summary>
    public long GroupsBeyondFirst { get; private set; }

    /// <summary>The most groups that one search went beyond the first.</summary>
    public int LongestSearch { get; private set; }

    /// <summary>Bytes of the table.</summary>
    public long Bytes => _groups.LongLength * Unsafe.SizeOf<Group>();

    /// <summary>The slot of an order; 0 when no order has the name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id, RestingOrder[] orders)
    {
        uint hash = HashOf(id);
        ref Group group = ref Slots.At(_groups, HomeOf(hash));
        uint found = group.Find(hash);
        if (found != 0)
        {
            int slot = group.Slots[BitOperations.TrailingZeroCount(found)];
            if (Slots.At(orders, slot).Id == id)
                return slot;
        }

        return (found | group.Hashes[PerGroup]) == 0 ? 0 : FindBeyond(id, hash, orders);
    }

    /// <summary>Enters an order whose name is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long id, int slot)
    {
        if (++Count > _groups.Length * MostPerGroup)
            Resize(_groups.Length * 2);
        Insert(HashOf(id), slot);
    }

    /// <summary>Takes the order of a slot out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(long id, int slot)
    {
        uint hash = HashOf(id);
        int at = HomeOf(hash);
        uint found;
        while ((found = Slots.At(_groups, at).FindSlot(slot)) == 0)
        {
            Slots.At(_groups, at).Hashes[PerGroup]--;
            at = (at + 1) & _mask;
        }

        int entry = BitOperations.TrailingZeroCount(found);
        ref Group group = ref Slots.At(_groups, at);
        group.Hashes[entry] = 0;
        group.Slots[entry] = 0;
        if (--Count < _groups.Length / 2 && _groups.Length > _fewestGroups)
            Resize(_groups.Length / 2);
    }

    private int FindBeyond(long id, uint hash, RestingOrder[] orders)
    {
        int at = HomeOf(hash);
        for (int passed = 0; ; passed++, at = (at + 1) & _mask)
        {
            ref Group group = ref Slots.At(_groups, at);
            for (uint found = group.Find(hash); found != 0; found &= found - 1)
            {
                int slot = group.Slots[BitOperations.TrailingZeroCount(found)];
                if (Slots.At(orders, slot).Id == id)
                    return Passed(passed, slot);
            }

            if (group.Hashes[PerGroup] == 0)
                return Passed(passed, 0);
        }
    }

    private int Passed(int groups, int slot)
    {
        GroupsBeyondFirst += groups;
        LongestSearch = Math.Max(LongestSearch, groups);
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(uint hash, int slot)
    {
        int at = HomeOf(hash);
        uint free;
        while ((free = Slots.At(_groups, at).Find(0)) == 0)
        {
            Slots.At(_groups, at).Hashes[PerGroup]++;
            at = (at + 1) & _mask;
        }

        int entry = BitOperations.TrailingZeroCount(free);
        ref Group group = ref Slots.At(_groups, at);
        group.Hashes[entry] = hash;
        group.Slots[entry] = slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Resize(int groups)
    {
        Group[] old = _groups;
        _groups = new Group[groups];
        _mask = groups - 1;
        _shift = ShiftFor(groups);
        foreach (ref Group group in old.AsSpan())
        {
            for (int entry = 0; entry < PerGroup; entry++)
            {
                if (group.Slots[entry] != 0)
                    Insert(group.Hashes[entry], group.Slots[entry]);
            }
        }
    }

    private static int ShiftFor(int groups) => 32 - BitOperations.Log2((uint)groups);

    private static int GroupsFor(int orders) => (int)BitOperations.RoundUpToPowerOf2((uint)(orders / MostPerGroup + 1));

    // The highest bits choose the group; the lowest bit is set in all, because 0 marks a free entry.
    private int HomeOf(uint hash) => unchecked((int)(hash >> _shift));

    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): names in any regular sequence are spread more evenly than by chance. Not Knuth's own factor,
    // because whoever makes names by multiplying uses that one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HashOf(long id) => unchecked((uint)((ulong)id * 0xD6E8FEB86659FD93 >> 32)) | 1;

    [InlineArray(8)]
    private struct EightHashes
    {
        private uint _first;
    }

    [InlineArray(8)]
    private struct EightSlots
    {
        private int _first;
    }

    /// <summary>Seven entries; in place of the eighth hash the count of orders that passed this group.</summary>
    private struct Group
    {
        public EightHashes Hashes;
        public EightSlots Slots;

        /// <summary>One bit for each entry of that hash; of hash 0, for each free entry.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly uint Find(uint hash) =>
            Vector256.Equals(Vector256.LoadUnsafe(in MemoryMarshal.GetReference<uint>(Hashes)), Vector256.Create(hash))
                .ExtractMostSignificantBits() & Entries;

        /// <summary>One bit for the entry of that slot.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly uint FindSlot(int slot) =>
            Vector256.Equals(Vector256.LoadUnsafe(in MemoryMarshal.GetReference<int>(Slots)), Vector256.Create(slot))
                .ExtractMostSignificantBits() & Entries;
    }
}
