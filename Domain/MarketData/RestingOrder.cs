using Quern.Domain.Instruments;

namespace Quern.Domain.MarketData;

/// <summary>One order of an <see cref="L3Book"/>.</summary>
/// <param name="Id">The venue's 64 bits, of any value.</param>
/// <param name="Side">Which side it rests on.</param>
/// <param name="Price">Where.</param>
/// <param name="Quantity">What is left of it.</param>
public readonly record struct RestingOrder(long Id, Side Side, Price Price, Quantity Quantity);

/// <summary>What trades at an order's price before the order does.</summary>
/// <param name="Orders">Named orders ahead of it.</param>
/// <param name="Lots">Lots ahead of it, those without a name included.</param>
public readonly record struct QueueAhead(int Orders, long Lots);
