using Quern.Domain.Fencing;

namespace Quern.Domain.Tests.Fencing;

[Trait("Category", "property")]
public sealed class RequestExpiryTests
{
    [Theory, InlineData(1), InlineData(2)]
    public void No_request_expires_after_its_lease_nor_after_its_window(int seed)
    {
        var random = new Random(seed);
        for (int step = 0; step < 10_000; step++)
        {
            long now = random.NextInt64(1_700_000_000_000_000_000, 1_800_000_000_000_000_000);
            long window = random.NextInt64(0, 60_000_000_000);
            long leaseEnds = random.Next(10) switch { 0 => 0, 1 => long.MaxValue, _ => now + random.NextInt64(-5_000_000_000, 5_000_000_000) };

            long expires = RequestExpiry.At(now, window, leaseEnds);
            long windowMs = RequestExpiry.WindowMs(now, expires, mostMs: 2_000);

            Assert.True(expires <= leaseEnds && expires - now <= window);
            Assert.InRange(windowMs, 0, 2_000);
            Assert.True(windowMs == 0 || now + windowMs * 1_000_000 <= (expires == 0 ? long.MaxValue : expires));
        }
    }

    [Theory]
    [InlineData(0, 2_000)]
    [InlineData(1_000_000_000, 0)]
    [InlineData(1_000_999_999, 0)]
    [InlineData(1_001_000_000, 1)]
    [InlineData(2_500_000_000, 1_500)]
    [InlineData(9_000_000_000, 2_000)]
    public void A_window_in_milliseconds_is_rounded_down(long expiresNs, long windowMs) =>
        Assert.Equal(windowMs, RequestExpiry.WindowMs(1_000_000_000, expiresNs, 2_000));
}
