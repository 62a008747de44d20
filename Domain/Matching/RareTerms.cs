using System.Runtime.CompilerServices;

namespace Quern.Domain.Matching;

/// <summary>What only icebergs and held stops have: kept apart, so that all other orders fit a cache line.</summary>
internal struct RareTerms
{
    /// <summary>What is left and not shown. In a free entry the next free one.</summary>
    public long Hidden;

    /// <summary>How much is shown at a time; 0 is all.</summary>
    public long Display;

    /// <summary>Of a held stop the limit price, 0 for a market order; its queue is that of its stop price.</summary>
    public long Price;
}

/// <summary>The rare terms of all orders that have some; entry 0 is nobody's.</summary>
internal sealed class RareTermsPool
{
    private RareTerms[] _terms = new RareTerms[16];
    private int _free;
    private int _used = 1;

    /// <summary>Bytes of the array.</summary>
    public long Bytes => _terms.LongLength * Unsafe.SizeOf<RareTerms>();

    public ref RareTerms this[int entry] => ref Slots.At(_terms, entry);

    public int Add(long hidden, long display, long price)
    {
        int entry = _free;
        if (entry != 0)
            _free = (int)_terms[entry].Hidden;
        else
            entry = NewEntry();
        _terms[entry] = new() { Hidden = hidden, Display = display, Price = price };
        return entry;
    }

    public void Remove(int entry)
    {
        _terms[entry].Hidden = _free;
        _free = entry;
    }

    private int NewEntry()
    {
        if (_used == _terms.Length)
            Array.Resize(ref _terms, _terms.Length * 2);
        return _used++;
    }
}
