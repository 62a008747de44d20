using System.Globalization;
using Quern.Client.Output;

namespace Quern.Client.Offline.Pools;

/// <summary>Shows how far a download is, on standard error: one line that is written over on a screen, else a line every few seconds.</summary>
internal sealed class ProgressLine(Surroundings around)
{
    private static readonly TimeSpan EveryOnScreen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EveryElsewhere = TimeSpan.FromSeconds(5);
    private readonly long _start = around.Time.GetTimestamp();
    private DownloadProgress? _first;
    private long _shown;
    private bool _isOpen;

    public void Show(DownloadProgress progress)
    {
        _first ??= progress;
        bool isScreen = around.Terminal.IsScreen;
        bool isDue = _shown == 0 || around.Time.GetElapsedTime(_shown) >= (isScreen ? EveryOnScreen : EveryElsewhere);
        if (!isDue && progress.Done < progress.Of)
            return;
        _shown = around.Time.GetTimestamp();
        string line = Text(progress);
        around.Terminal.Error.Write(isScreen ? $"\r{line}\u001b[K" : $"{line}\n");
        _isOpen = isScreen;
    }

    public void End()
    {
        if (_isOpen)
            around.Terminal.Error.Write("\n");
        _isOpen = false;
    }

    private string Text(DownloadProgress progress)
    {
        double share = progress.Of == 0 ? 1 : (double)progress.Done / progress.Of;
        string left = "";
        ulong since = progress.Done - _first!.Value.Done;
        if (since > 0 && progress.Done < progress.Of)
        {
            TimeSpan rest = around.Time.GetElapsedTime(_start) * ((double)(progress.Of - progress.Done) / since);
            left = string.Create(CultureInfo.InvariantCulture, $", {rest:d\\.hh\\:mm\\:ss} left");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{share,7:P1} · {progress.Done} of {progress.Of} blocks · {progress.Swaps} swaps{left}");
    }
}
