namespace Quern.Grains.MarketData;

/// <summary>How a book reaches its subscribers.</summary>
public enum FeedMode : byte
{
    /// <summary>The book calls each subscriber; within a silo nothing is copied.</summary>
    Direct = 0,

    /// <summary>The engine's streams alone.</summary>
    Stream = 1,
}

/// <summary>The feed of this silo's books.</summary>
/// <param name="Mode">Default Direct.</param>
public sealed record FeedOptions(FeedMode Mode = FeedMode.Direct);
