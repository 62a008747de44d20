namespace Quern.Engine.Tests.Grains;

[Alias("tests.life")]
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Counts up in this life, and says which life and which silo.</summary>
    [Alias("count")]
    Task<LifeReport> Count(int milliseconds);

    [Alias("end")]
    Task End();

    [Alias("end-after")]
    Task EndAfter(int milliseconds);
}

[GenerateSerializer, Immutable, Alias("tests.life-report")]
public sealed record LifeReport([property: Id(0)] string Life, [property: Id(1)] int Count, [property: Id(2)] SiloAddress Silo);

public sealed class LifeGrain(IGrainContext context, TimeProvider time) : Grain, ILifeGrain
{
    private int _count;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Notes.Add(this.GetPrimaryKeyString(), "activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Notes.Add(this.GetPrimaryKeyString(), $"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task<LifeReport> Count(int milliseconds)
    {
        _count++;
        if (milliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        return new(context.ActivationId.ToString()!, _count, context.Address.SiloAddress!);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task EndAfter(int milliseconds)
    {
        DeactivateOnIdle();
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        Notes.Add(this.GetPrimaryKeyString(), "call ended");
    }
}

[Alias("tests.delicate")]
public interface IDelicateGrain : IGrainWithStringKey
{
    [Alias("answer")]
    Task<int> Answer();
}

/// <summary>Fails or hangs while it is activated, as its key says, the first time.</summary>
public sealed class DelicateGrain(TimeProvider time) : Grain, IDelicateGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string key = this.GetPrimaryKeyString();
        int attempt = Notes.Of(key).Length;
        Notes.Add(key, "attempt");
        if (attempt > 0)
            return;
        if (key.EndsWith("fails", StringComparison.Ordinal))
            throw new OwnException("can't wake", 3);
        if (key.EndsWith("hangs", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromSeconds(20), time, cancellationToken);
    }

    public Task<int> Answer() => Task.FromResult(Notes.Of(this.GetPrimaryKeyString()).Length);
}

[Alias("tests.worker")]
public interface IWorkerGrain : IGrainWithStringKey
{
    [Alias("work")]
    Task<string> Work(int milliseconds);
}

[StatelessWorker(2)]
public sealed class WorkerGrain(IGrainContext context, TimeProvider time) : Grain, IWorkerGrain
{
    public async Task<string> Work(int milliseconds)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        return context.ActivationId.ToString()!;
    }
}

[Alias("tests.integer")]
public interface IIntegerGrain : IGrainWithIntegerKey
{
    [Alias("key")]
    Task<(long Key, string Id)> Key();
}

public sealed class IntegerGrain : Grain, IIntegerGrain
{
    public Task<(long Key, string Id)> Key() => Task.FromResult((this.GetPrimaryKeyLong(), this.GetGrainId().ToString()));
}

[Alias("tests.guid")]
public interface IGuidGrain : IGrainWithGuidKey
{
    [Alias("key")]
    Task<(Guid Key, string Id)> Key();
}

[GrainType("named-otherwise")]
public sealed class GuidGrain : Grain, IGuidGrain
{
    public Task<(Guid Key, string Id)> Key() => Task.FromResult((this.GetPrimaryKey(), IdentityString));
}
