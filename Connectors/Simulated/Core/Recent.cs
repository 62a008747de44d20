namespace Quern.Connectors.Simulated.Core;

/// <summary>The newest few of something, oldest first; older ones fall out.</summary>
internal sealed class Recent<T>(int capacity)
{
    private readonly T[] _items = new T[capacity];
    private int _start;

    public int Count { get; private set; }

    public T this[int index] => _items[(_start + index) % capacity];

    public void Add(in T item)
    {
        if (Count < capacity)
        {
            _items[(_start + Count++) % capacity] = item;
            return;
        }

        _items[_start] = item;
        _start = (_start + 1) % capacity;
    }
}
