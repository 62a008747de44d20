using Quern.Domain.Orders;

namespace Quern.Domain.Tests.Orders;

[Trait("Category", "unit")]
public sealed class IdWindowTests
{
    [Fact]
    public void A_number_counts_once_until_it_is_forgotten()
    {
        var window = new IdWindow(2);

        Assert.True(window.Add(7));
        Assert.False(window.Add(7));
        Assert.True(window.Add(8));
        Assert.True(window.Add(9));

        Assert.Equal(1, window.Evicted);
        Assert.False(window.Contains(7));
        Assert.Equal([8, 9], [window[0], window[1]]);
    }

    [Fact]
    [Trait("Category", "property")]
    public void The_window_agrees_with_a_plain_queue()
    {
        var random = new Random(5);
        var window = new IdWindow(16);
        var plain = new Queue<long>();

        for (int step = 0; step < 10_000; step++)
        {
            long id = random.Next(40);
            bool isNew = !plain.Contains(id);
            if (isNew)
            {
                if (plain.Count == 16)
                    plain.Dequeue();
                plain.Enqueue(id);
            }

            Assert.Equal(isNew, window.Add(id));
            Assert.Equal(plain.Count, window.Count);
        }

        Assert.Equal(plain, Enumerable.Range(0, window.Count).Select(age => window[age]));
    }
}
