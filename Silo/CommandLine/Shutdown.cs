using System.Runtime.InteropServices;

namespace Quern.Silo.CommandLine;

/// <summary>Waits for Ctrl-C or SIGTERM.</summary>
internal static class Shutdown
{
    public static async Task Asked(CancellationToken cancellation)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
        await using CancellationTokenRegistration cancelled = cancellation.Register(() => asked.TrySetResult());
        await asked.Task;

        void Hear(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked.TrySetResult();
        }
    }
}
