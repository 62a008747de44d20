using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.Matching;
using Quern.Domain.Orders;

namespace Quern.Native;

/// <summary>An engine with the memory in which C reads its events.</summary>
/// <param name="orders">Resting orders to make room for at once, 1 or more.</param>
internal sealed unsafe class NativeEngine(int orders) : IDisposable
{
    private const int FirstCapacity = 256;
    private readonly MatchEventBuffer _buffer = new();
    private NativeEvent* _events = (NativeEvent*)NativeMemory.AllocZeroed(FirstCapacity, (nuint)sizeof(NativeEvent));
    private int _capacity = FirstCapacity;
    private int _count;

    public MatchingEngine Engine { get; } = new(orders: orders);

    public NativeEvent* Events => _events;

    /// <summary>Executes commands in order.</summary>
    /// <returns>Events at <see cref="Events"/>.</returns>
    public int Execute(ReadOnlySpan<NativeCommand> commands)
    {
        _count = 0;
        for (int index = 0; index < commands.Length; index++)
        {
            ref readonly NativeCommand command = ref commands[index];
            _buffer.Clear();
            if (command.IsSound)
                Engine.Execute(command.ToCommand(), _buffer);
            else
                _buffer.Add(new(MatchEventKind.Rejected, default, Reason.FilterBroken, command.OrderId, command.Owner, command.Price, command.Quantity, 0));
            Publish((uint)index);
        }

        return _count;
    }

    public void Dispose() => NativeMemory.Free(_events);

    private void Publish(uint command)
    {
        ReadOnlySpan<MatchEvent> steps = _buffer.Events;
        if (_count + steps.Length > _capacity)
            Grow(_count + steps.Length);
        foreach (ref readonly MatchEvent step in steps)
            _events[_count++].Take(in step, command);
    }

    private void Grow(int atLeast)
    {
        _capacity = Math.Max(atLeast, checked(_capacity * 2));
        _events = (NativeEvent*)NativeMemory.Realloc(_events, checked((nuint)_capacity * (nuint)sizeof(NativeEvent)));
        NativeMemory.Clear(_events + _count, (nuint)(_capacity - _count) * (nuint)sizeof(NativeEvent));
    }
}
