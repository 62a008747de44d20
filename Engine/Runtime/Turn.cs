using System.Runtime.CompilerServices;

namespace Quern.Engine.Runtime;

/// <summary>
/// The turn that runs on this thread. It makes <see cref="TaskScheduler.Current"/> the activation's, so that awaits come back to it.
/// </summary>
internal static class Turn
{
    [ThreadStatic]
    private static Activation? t_current;

    [ThreadStatic]
    private static int t_depth;

    /// <summary>The activation whose turn runs here; null outside turns.</summary>
    public static Activation? Current => t_current;

    /// <summary>Turns nested on this thread's stack; 0 outside turns.</summary>
    public static int Depth => t_depth;

    public static TurnFrame Enter(Activation activation)
    {
        ref Task? ambient = ref AmbientTask(null);
        var frame = new TurnFrame(t_current, ambient, ExecutionContext.Capture());
        t_current = activation;
        t_depth++;
        ambient = activation.Scheduler.Marker;
        return frame;
    }

    public static void Exit(in TurnFrame frame)
    {
        t_current = frame.Activation;
        t_depth--;
        AmbientTask(null) = frame.Task;
        RestoreContext(frame.Context);
    }

    /// <summary>Undoes what a method did to the execution context, such as setting the request context.</summary>
    public static void RestoreContext(ExecutionContext? context)
    {
        if (context is not null && !ReferenceEquals(ExecutionContext.Capture(), context))
            ExecutionContext.Restore(context);
    }

    /// <summary>Runs a function as code outside any grain.</summary>
    public static T Outside<T>(Func<T> function)
    {
        ref Task? ambient = ref AmbientTask(null);
        (Activation? activation, Task? task, int depth) = (t_current, ambient, t_depth);
        ExecutionContext? context = ExecutionContext.Capture();
        (t_current, ambient, t_depth) = (null, null, 0);
        try
        {
            return function();
        }
        finally
        {
            t_current = activation;
            t_depth = depth;
            AmbientTask(null) = task;
            RestoreContext(context);
        }
    }

    // The runtime derives TaskScheduler.Current from the task that runs. A real task per turn would cost an allocation; a marker task of the
    // activation, put in its place, costs nothing. If a later runtime renames the field, the first turn fails by name.
    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_currentTask")]
    private static extern ref Task? AmbientTask(Task? unused);
}

/// <summary>What was current before a turn.</summary>
internal readonly record struct TurnFrame(Activation? Activation, Task? Task, ExecutionContext? Context);
