using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.Strategies;

/// <summary>Hears what each strategy of its silo hears of books, in the strategy's turn. Register any number; none by default.</summary>
public interface IFeedObserver
{
    /// <summary>A strategy takes an update.</summary>
    /// <param name="strategy">The strategy's id.</param>
    /// <param name="update">What it takes; valid during the call.</param>
    void OnHeard(string strategy, FeedUpdate update);
}
