using Quern.Grains.Interfaces.Catalogue;

namespace Quern.Grains.Catalogue;

/// <inheritdoc cref="ICatalogueGrain"/>
public sealed class CatalogueGrain([PersistentState("catalogue", "catalogue")] IPersistentState<CatalogueState> stored) : Grain, ICatalogueGrain
{
    /// <inheritdoc/>
    public Task<CatalogueContent> Get() => Task.FromResult(stored.State.Content);

    /// <inheritdoc/>
    public async Task<int> Put(CatalogueContent content)
    {
        CatalogueContent current = stored.State.Content;
        if (IsSame(content, current))
            return current.Version;

        stored.State.Content = content with { Version = current.Version + 1 };
        await stored.WriteStateAsync();
        return stored.State.Content.Version;
    }

    private static bool IsSame(CatalogueContent left, CatalogueContent right) =>
        right.Version > 0
        && left.Accounts.AsSpan().SequenceEqual(right.Accounts)
        && left.Instruments.AsSpan().SequenceEqual(right.Instruments)
        && left.Strategies.AsSpan().SequenceEqual(right.Strategies);
}

/// <summary>What the catalogue keeps.</summary>
[GenerateSerializer, Alias("catalogue-state")]
public sealed class CatalogueState
{
    /// <summary>The newest list.</summary>
    [Id(0)] public CatalogueContent Content { get; set; } = new();
}
