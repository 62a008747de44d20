namespace Quern.Engine.Runtime;

/// <summary>Brings tasks and awaits back to their activation.</summary>
internal sealed class ActivationScheduler : TaskScheduler
{
    private readonly Activation _activation;

    public ActivationScheduler(Activation activation)
    {
        _activation = activation;
        Marker = new Task(static () => { });
        Marker.Start(this);
    }

    /// <summary>A task that never runs and belongs to this scheduler.</summary>
    public Task Marker { get; }

    public override int MaximumConcurrencyLevel => 1;

    public void Run(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        if (task != Marker)
            _activation.Post(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Turn.Current == _activation && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
