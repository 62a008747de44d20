using System.Globalization;
using Quern.Client.Output;

namespace Quern.Client.Offline.Tapes;

/// <summary>How far reading is, on standard error: a bar that is written over on a screen, else a line every few seconds.</summary>
internal sealed class TapeProgress(Surroundings around, string name)
{
    private const int Width = 30;
    private static readonly TimeSpan EveryOnScreen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EveryElsewhere = TimeSpan.FromSeconds(5);
    private long _shown = around.Time.GetTimestamp();
    private bool _isOpen;

    /// <summary>Shows it when it is time to.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="records">Read so far.</param>
    public void Show(double share, long records)
    {
        bool isScreen = around.Terminal.IsScreen;
        if (around.Time.GetElapsedTime(_shown) < (isScreen ? EveryOnScreen : EveryElsewhere))
            return;
        _shown = around.Time.GetTimestamp();
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * Width);
        string line = string.Create(CultureInfo.InvariantCulture, $"{new string('█', full)}{new string('░', Width - full)} {share,6:P0}  {records:N0} records  {PlainText.OneLine(name)}");
        around.Terminal.Error.Write(isScreen ? $"\r{line}\u001b[K" : $"{line}\n");
        _isOpen = isScreen;
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        if (_isOpen)
            around.Terminal.Error.Write("\r\u001b[K");
        _isOpen = false;
    }
}
