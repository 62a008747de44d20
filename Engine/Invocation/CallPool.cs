namespace Quern.Engine.Invocation;

/// <summary>
/// Free objects of one call class. Each thread has a list; a full list is handed to whoever runs empty, because a client thread only takes
/// and the threads that run grains only give.
/// </summary>
/// <typeparam name="TCall">The class.</typeparam>
public static class CallPool<TCall>
    where TCall : Call, new()
{
    private const int ListLimit = 64;

    [ThreadStatic]
    private static Call? t_free;

    [ThreadStatic]
    private static int t_count;

    private static Call? s_spare;

    /// <summary>An object without arguments.</summary>
    public static TCall Rent()
    {
        Call? taken = t_free;
        if (taken is null)
        {
            taken = Interlocked.Exchange(ref s_spare, null);
            if (taken is null)
                return new TCall();
        }
        else
        {
            t_count--;
        }

        t_free = taken.NextFree;
        taken.NextFree = null;
        return (TCall)taken;
    }

    /// <summary>Takes back an object.</summary>
    public static void Return(TCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (t_count >= ListLimit)
        {
            Volatile.Write(ref s_spare, t_free);
            t_free = null;
            t_count = 0;
        }

        call.NextFree = t_free;
        t_free = call;
        t_count++;
    }
}
