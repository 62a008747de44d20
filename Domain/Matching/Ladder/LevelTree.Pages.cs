using System.Numerics;

namespace Quern.Domain.Matching;

/// <summary>One node of the tree: a page of prices when the shift is 0, else a branching whose children are nodes.</summary>
internal struct LevelPage
{
    /// <summary>What all keys below have in common: the key without its lowest <c>Shift + 6</c> bits. In a free node unused.</summary>
    public ulong Prefix;

    /// <summary>One bit for each child there is.</summary>
    public ulong Bits;

    /// <summary>The node above; 0 for the root. In a free node the next free one.</summary>
    public int Parent;

    /// <summary>Which six bits of the key choose the child: 0, 6, … 60.</summary>
    public int Shift;
}

internal sealed partial class LevelTree
{
    private int FindPage(int queue, ulong key)
    {
        int node = _roots[queue];
        while (node != 0)
        {
            NodesVisited++;
            ref LevelPage at = ref Slots.At(_pages, node);
            if (Above(key, at.Shift) != at.Prefix)
                return 0;
            if (at.Shift == 0)
                return _near[NearIndex(queue, key)] = node;
            node = Slots.At(_children, ChildIndex(node, key, at.Shift));
        }

        return 0;
    }

    private int FindOrAddPage(int queue, ulong key)
    {
        int node = _roots[queue];
        int parent = 0;
        while (node != 0)
        {
            NodesVisited++;
            ref LevelPage at = ref Slots.At(_pages, node);
            if (Above(key, at.Shift) != at.Prefix)
            {
                parent = Branch(queue, node, key);
                break;
            }

            if (at.Shift == 0)
                return _near[NearIndex(queue, key)] = node;
            parent = node;
            node = Slots.At(_children, ChildIndex(node, key, at.Shift));
        }

        int page = NewNode(key, shift: 0);
        Attach(queue, parent, page, key);
        return _near[NearIndex(queue, key)] = page;
    }

    // Puts a branching between a node and its parent, at the highest digit in which the new key differs from all keys of the node.
    private int Branch(int queue, int node, ulong key)
    {
        ref LevelPage below = ref Slots.At(_pages, node);
        int belowBits = below.Shift + DigitBits;
        ulong sample = belowBits > 63 ? 0 : below.Prefix << belowBits;
        int shift = BitOperations.Log2((Above(key, below.Shift) ^ below.Prefix) << belowBits) / DigitBits * DigitBits;
        int parent = below.Parent;
        int branching = NewNode(key, shift);
        Attach(queue, parent, branching, key);
        Attach(queue, branching, node, sample);
        return branching;
    }

    private void RemovePage(int queue, int page, ulong key)
    {
        if (_near[NearIndex(queue, key)] == page)
            _near[NearIndex(queue, key)] = 0;
        int parent = _pages[page].Parent;
        FreeNode(page);
        if (parent == 0)
        {
            _roots[queue] = 0;
            return;
        }

        ref LevelPage above = ref _pages[parent];
        int digit = DigitOf(key, above.Shift);
        above.Bits &= ~(1UL << digit);
        _children[parent << DigitBits | digit] = 0;
        NodesVisited++;
        if (!BitOperations.IsPow2(above.Bits))
            return;

        // A branching with a single branch left makes way for it.
        int last = BitOperations.TrailingZeroCount(above.Bits);
        int child = _children[parent << DigitBits | last];
        _children[parent << DigitBits | last] = 0;
        Attach(queue, above.Parent, child, key);
        FreeNode(parent);
    }

    private void Attach(int queue, int parent, int node, ulong key)
    {
        _pages[node].Parent = parent;
        if (parent == 0)
        {
            _roots[queue] = node;
            return;
        }

        int digit = DigitOf(key, _pages[parent].Shift);
        _pages[parent].Bits |= 1UL << digit;
        _children[parent << DigitBits | digit] = node;
    }

    private int First(int queue)
    {
        int root = _roots[queue];
        return root == 0 ? 0 : FirstBelow(root, _pages[root].Bits);
    }

    private int FirstBelow(int node, ulong bits)
    {
        while (true)
        {
            NodesVisited++;
            int child = Slots.At(_children, node << DigitBits | BitOperations.TrailingZeroCount(bits));
            if (Slots.At(_pages, node).Shift == 0)
                return child;
            node = child;
            bits = Slots.At(_pages, node).Bits;
        }
    }

    private int NewNode(ulong key, int shift)
    {
        int node = _freePage;
        if (node != 0)
        {
            _freePage = _pages[node].Parent;
        }
        else
        {
            if (_usedPages == _pages.Length)
            {
                Array.Resize(ref _pages, _pages.Length * 2);
                Array.Resize(ref _children, _pages.Length << DigitBits);
            }

            node = _usedPages++;
        }

        _pages[node] = new() { Prefix = Above(key, shift), Shift = shift };
        return node;
    }

    private void FreeNode(int node)
    {
        _pages[node] = new() { Parent = _freePage };
        _freePage = node;
    }

    private static ulong Above(ulong key, int shift) => shift + DigitBits > 63 ? 0 : key >> (shift + DigitBits);
}
