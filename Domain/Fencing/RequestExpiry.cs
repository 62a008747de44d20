namespace Quern.Domain.Fencing;

/// <summary>Until when a venue may accept a request. No request may be accepted later than the lease under which it was sent ends.</summary>
public static class RequestExpiry
{
    private const long NsPerMs = 1_000_000;

    /// <summary>When a request that leaves now expires: at the end of its window or of the lease, whichever comes first.</summary>
    /// <param name="nowNs">Unix nanoseconds.</param>
    /// <param name="windowNs">How long it may take, in nanoseconds, from 0.</param>
    /// <param name="leaseEndsNs">Unix nanoseconds.</param>
    public static long At(long nowNs, long windowNs, long leaseEndsNs) => leaseEndsNs - nowNs < windowNs ? leaseEndsNs : nowNs + windowNs;

    /// <summary>The window for a venue that counts in whole milliseconds from the request's stamp.</summary>
    /// <param name="nowNs">Unix nanoseconds.</param>
    /// <param name="expiresNs">Unix nanoseconds; 0 when only the window limits it.</param>
    /// <param name="mostMs">The configured window, in milliseconds.</param>
    /// <returns>Milliseconds, rounded down; 0 when the request must not leave any more.</returns>
    public static long WindowMs(long nowNs, long expiresNs, long mostMs)
    {
        if (expiresNs == 0)
            return mostMs;
        return expiresNs <= nowNs ? 0 : Math.Min(mostMs, (expiresNs - nowNs) / NsPerMs);
    }
}
