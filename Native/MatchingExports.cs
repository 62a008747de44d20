using System.Runtime.InteropServices;
using Quern.Domain.Instruments;
using Quern.Domain.MarketData;

namespace Quern.Native;

/// <summary>The functions of <c>quern_matching.h</c>, where each is described.</summary>
internal static unsafe class MatchingExports
{
    private const int BadArgument = -1;
    private const int FewestOrders = 64;
    private const int MostOrders = 1 << 24;

    [UnmanagedCallersOnly(EntryPoint = "quern_matching_create")]
    public static nint Create(int orders) => GCHandle.ToIntPtr(GCHandle.Alloc(new NativeEngine(Math.Clamp(orders, FewestOrders, MostOrders))));

    [UnmanagedCallersOnly(EntryPoint = "quern_matching_destroy")]
    public static void Destroy(nint engine)
    {
        if (engine == 0)
            return;
        GCHandle handle = GCHandle.FromIntPtr(engine);
        ((NativeEngine)handle.Target!).Dispose();
        handle.Free();
    }

    [UnmanagedCallersOnly(EntryPoint = "quern_matching_execute")]
    public static int Execute(nint engine, NativeCommand* commands, int count, NativeEvent** events)
    {
        if (engine == 0 || commands == null || events == null || count < 0)
            return BadArgument;
        NativeEngine target = EngineOf(engine);
        int written = target.Execute(new(commands, count));
        *events = target.Events;
        return written;
    }

    [UnmanagedCallersOnly(EntryPoint = "quern_matching_best")]
    public static int Best(nint engine, byte side, long* price, long* lots)
    {
        if (engine == 0 || price == null || lots == null)
            return 0;
        Touch touch = EngineOf(engine).Engine.Touch;
        Level best = side == (byte)Side.Buy ? touch.Bid : touch.Ask;
        (*price, *lots) = (best.Price.Ticks, best.Quantity.Lots);
        return best.IsEmpty ? 0 : 1;
    }

    [UnmanagedCallersOnly(EntryPoint = "quern_matching_lots_at")]
    public static long LotsAt(nint engine, byte side, long price) =>
        engine == 0 || side > (byte)Side.Sell ? 0 : EngineOf(engine).Engine.SizeAt((Side)side, new(price)).Lots;

    [UnmanagedCallersOnly(EntryPoint = "quern_matching_orders")]
    public static long Orders(nint engine) => engine == 0 ? 0 : EngineOf(engine).Engine.OrderCount;

    private static NativeEngine EngineOf(nint engine) => (NativeEngine)GCHandle.FromIntPtr(engine).Target!;
}
