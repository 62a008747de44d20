namespace Quern.Engine.Runtime;

/// <summary>A turn that is ready: a <c>Work</c> that was admitted, a task, or an action with its state.</summary>
internal readonly record struct ReadyTurn(object What, object? State);

/// <summary>A queue of turns that keeps its array.</summary>
internal struct TurnQueue
{
    private ReadyTurn[]? _turns;
    private int _head;
    private int _count;

    public readonly int Count => _count;

    public void Enqueue(object what, object? state)
    {
        ReadyTurn[] turns = _turns ??= new ReadyTurn[4];
        if (_count == turns.Length)
            turns = Grow(turns);
        turns[(_head + _count++) & (turns.Length - 1)] = new(what, state);
    }

    public bool TryDequeue(out ReadyTurn turn)
    {
        if (_count == 0)
        {
            turn = default;
            return false;
        }

        turn = _turns![_head];
        _turns[_head] = default;
        _head = (_head + 1) & (_turns.Length - 1);
        _count--;
        return true;
    }

    public void Clear()
    {
        _turns = null;
        _head = 0;
        _count = 0;
    }

    private ReadyTurn[] Grow(ReadyTurn[] turns)
    {
        var larger = new ReadyTurn[turns.Length * 2];
        for (int index = 0; index < _count; index++)
            larger[index] = turns[(_head + index) & (turns.Length - 1)];
        _turns = larger;
        _head = 0;
        return larger;
    }
}
