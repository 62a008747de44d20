namespace Quern.Domain.Tests;

/// <summary>Counts what a piece of code allocates on this thread once it is warm.</summary>
internal static class SteadyState
{
    public static long AllocatedBytes(Action warm)
    {
        warm();
        warm();

        long before = GC.GetAllocatedBytesForCurrentThread();
        warm();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
