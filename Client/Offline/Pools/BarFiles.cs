using Quern.Domain.Pools;

namespace Quern.Client.Offline.Pools;

/// <summary>Bars of all widths, made from the file of swaps in one pass: the same swaps always give the same bars, however often a download was ended.</summary>
internal static class BarFiles
{
    public static string PathOf(string folder, BarWidth width) => Path.Combine(folder, $"bars-{width.Name}.csv");

    /// <summary>Writes <c>bars-1m.csv</c> and so on, each whole or not at all.</summary>
    /// <returns>Bars by width.</returns>
    public static IReadOnlyDictionary<string, int> Write(string folder, string swaps, IReadOnlyList<BarWidth> widths, int decimals0, int decimals1, CancellationToken cancellation)
    {
        BarFile[] files = [.. widths.Select(width => new BarFile(PathOf(folder, width), width, decimals0, decimals1))];
        try
        {
            foreach (IReadOnlyList<SwapRow> block in SwapFile.Blocks(swaps))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (BarFile file in files)
                    file.Add(block);
            }

            SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
            foreach (BarFile file in files)
                counts[file.Width.Name] = file.End();
            return counts;
        }
        finally
        {
            foreach (BarFile file in files)
                file.Dispose();
        }
    }

    private sealed class BarFile : IDisposable
    {
        private readonly string _path;
        private readonly int _decimals0;
        private readonly int _decimals1;
        private readonly SwapBars _bars;
        private readonly StreamWriter _writer;
        private int _count;

        public BarFile(string path, BarWidth width, int decimals0, int decimals1)
        {
            (_path, Width, _decimals0, _decimals1) = (path, width, decimals0, decimals1);
            _bars = new(width.Seconds);
            _writer = new(path + ".new") { NewLine = "\n" };
            _writer.WriteLine(SwapBarCsv.Header);
        }

        public BarWidth Width { get; }

        public void Add(IReadOnlyList<SwapRow> block)
        {
            _bars.Add(block[0].Block, block[0].Time, [.. block.Select(static row => row.Swap)]);
            _bars.MarkFinal(block[0].Block);
            Write(_bars.TakeClosed());
        }

        public int End()
        {
            Write(_bars.Bars());
            _writer.Dispose();
            File.Move(_path + ".new", _path, overwrite: true);
            return _count;
        }

        public void Dispose() => _writer.Dispose();

        private void Write(IReadOnlyList<SwapBar> bars)
        {
            foreach (SwapBar bar in bars)
                _writer.WriteLine(SwapBarCsv.Line(bar, _decimals0, _decimals1));
            _count += bars.Count;
        }
    }
}
