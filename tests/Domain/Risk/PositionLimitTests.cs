using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Risk;
using Quern.Domain.Tests.Orders;

namespace Quern.Domain.Tests.Risk;

[Trait("Category", "property")]
public sealed class PositionLimitTests
{
    private const long Limit = 200;

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Accepted_orders_never_break_the_limit_in_whatever_order_they_fill(int seed)
    {
        var random = new Random(seed);
        var open = new List<(Side Side, long Lots, bool IsUnknown)>();
        long position = 0;
        long widest = 0;
        int refused = 0;

        for (int step = 0; step < 10_000; step++)
        {
            if (random.Next(2) == 0)
            {
                // Long stretches lean one way, so that the limit is met and not only approached.
                Side leaning = random.Next(8) == 0 ? (Side)random.Next(2) : (Side)(step / 1_000 % 2);
                var intent = new OrderIntent(
                    Contracts.Linear, leaning, OrderType.Limit, false, false, new(100), new(random.Next(1, 80)));
                if (PositionLimit.Check(intent, Expose(position, open), Limit).IsAccepted)
                    open.Add((intent.Side, intent.Quantity.Lots, random.Next(4) == 0));
                else
                    refused++;
            }
            else if (open.Count > 0)
            {
                // Unknown ones fill too: that is why they count.
                int index = random.Next(open.Count);
                (Side side, long lots, bool isUnknown) = open[index];
                long filled = random.Next(1, (int)lots + 1);
                position += side.Sign() * filled;
                bool isDone = filled == lots || random.Next(3) == 0;
                if (isDone)
                    open.RemoveAt(index);
                else
                    open[index] = (side, lots - filled, isUnknown);
            }

            Assert.InRange(position, -Limit, Limit);
            widest = Math.Max(widest, Math.Abs(position));
        }

        Assert.Equal(Limit, widest);
        Assert.True(refused > 100);
    }

    private static Exposure Expose(long position, List<(Side Side, long Lots, bool IsUnknown)> open)
    {
        long Sum(Side side, bool unknown) => open.Where(order => order.Side == side && order.IsUnknown == unknown).Sum(order => order.Lots);
        return new(position, Sum(Side.Buy, false), Sum(Side.Sell, false), Sum(Side.Buy, true), Sum(Side.Sell, true));
    }
}
