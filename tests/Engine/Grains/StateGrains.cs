namespace Quern.Engine.Tests.Grains;

[Alias("tests.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<long> Add(long amount);

    [Alias("read")]
    Task<AccountReport> Read();

    [Alias("forget")]
    Task Forget();

    [Alias("clear")]
    Task Clear();

    /// <summary>Writes through two objects of the same record, so that the second meets a newer version.</summary>
    [Alias("race")]
    Task Race();
}

[GenerateSerializer, Alias("tests.account-state")]
public sealed class AccountState
{
    [Id(0)] public long Balance { get; set; }

    [Id(1)] public List<long> Entries { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("tests.account-report")]
public sealed record AccountReport(
    [property: Id(0)] long Balance, [property: Id(1)] bool Exists, [property: Id(2)] string? Etag, [property: Id(3)] long AtActivation);

public sealed class AccountGrain(
    [PersistentState("account")] IPersistentState<AccountState> state, [PersistentState("account")] IPersistentState<AccountState> twin)
    : Grain, IAccountGrain
{
    private long _atActivation = -1;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = state.State.Balance;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Notes.Add(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task<long> Add(long amount)
    {
        state.State.Balance += amount;
        state.State.Entries.Add(amount);
        await state.WriteStateAsync();
        return state.State.Balance;
    }

    public Task<AccountReport> Read() =>
        Task.FromResult(new AccountReport(state.State.Balance, state.RecordExists, state.Etag, _atActivation));

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Clear() => state.ClearStateAsync();

    public async Task Race()
    {
        await twin.ReadStateAsync();
        twin.State.Balance = 1_000;
        await twin.WriteStateAsync();
        state.State.Balance = 2_000;
        await state.WriteStateAsync();
    }
}
