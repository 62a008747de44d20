using Quern.Engine.Runtime;

namespace Quern.Engine.Simulation;

/// <summary>
/// Where code outside grains runs: the run's own code, or connectors and other code of one silo. Awaits come back to it. It dies with its node.
/// </summary>
internal sealed class DriverContext(World world, Node? node) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    /// <summary>Whose code it is; null for the run's own.</summary>
    public Node? Node => node;

    public bool IsAlive => node?.IsAlive ?? true;

    public bool IsReady { get; set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!world.IsHere)
        {
            world.TakeFromAfar(this, () => Post(d, state));
            return;
        }

        _queue.Enqueue((d, state));
        if (!IsReady)
        {
            IsReady = true;
            world.MakeReady(this);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A simulation has one thread: post instead.");

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => node is null ? "the run's own code" : $"code of {node.Name} outside its grains";

    /// <summary>Runs one piece of what was posted.</summary>
    public void RunOne()
    {
        (SendOrPostCallback callback, object? state) = _queue.Dequeue();
        if (IsAlive)
            Run(callback, state);
        else
            _queue.Clear();
        IsReady = _queue.Count > 0;
        if (IsReady)
            world.MakeReady(this);
    }

    /// <summary>Runs code as this driver's.</summary>
    public void Run(SendOrPostCallback callback, object? state)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        catch (Exception error)
        {
            world.Fail(error);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
