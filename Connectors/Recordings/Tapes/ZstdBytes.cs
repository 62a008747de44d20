using System.Runtime.InteropServices;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The bytes of a Zstandard file of one frame or several.</summary>
/// <remarks>RFC 8878. A frame that wants a window of more than 128 MiB is refused by the library, as zstd's own tool does.</remarks>
internal sealed class ZstdBytes : IByteSource
{
    private const int WindowLogMax = 100;
    private const int LargestWindowLog = 27;

    // Pinned, because the library writes into them.
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(32 * 1024, pinned: true);
    private readonly byte[] _output = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly FileStream _file;
    private readonly ZstdLibrary _library;
    private readonly StreamHandle _stream;
    private int _inputStart;
    private int _inputEnd;
    private int _outputStart;
    private int _outputEnd;
    private bool _isInFrame = true;

    public ZstdBytes(FileStream file, ZstdLibrary library)
    {
        (_file, _library) = (file, library);
        _stream = new StreamHandle(library);
        Check(library.Set(_stream.Value, WindowLogMax, LargestWindowLog));
    }

    public int Read(Span<byte> into)
    {
        while (_outputStart == _outputEnd)
        {
            bool isAtEnd = _inputStart == _inputEnd && !Fill();
            if (isAtEnd && !_isInFrame)
                return 0;
            Unpack();
            if (isAtEnd && _outputEnd == 0)
                throw new InvalidDataException("the packed file is cut: it ends in the middle of a frame");
        }

        int count = Math.Min(into.Length, _outputEnd - _outputStart);
        _output.AsSpan(_outputStart, count).CopyTo(into);
        _outputStart += count;
        return count;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    private bool Fill()
    {
        (_inputStart, _inputEnd) = (0, _file.Read(_input));
        return _inputEnd > 0;
    }

    private void Unpack()
    {
        var input = SpanOf(_input, _inputStart, _inputEnd);
        var output = SpanOf(_output, 0, _output.Length);
        nuint left = Check(_library.Unpack(_stream.Value, ref output, ref input));
        _inputStart += (int)input.Position;
        (_outputStart, _outputEnd) = (0, (int)output.Position);
        _isInFrame = left != 0;
    }

    private nuint Check(nuint answer) => _library.IsError(answer) == 0 ? answer : throw new InvalidDataException(
        $"the packed file is damaged ({Marshal.PtrToStringUTF8(_library.ErrorName(answer))})");

    private static ZstdLibrary.Span SpanOf(byte[] buffer, int start, int end) => new()
    {
        Start = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, start),
        Length = (nuint)(end - start),
    };

    private sealed class StreamHandle : SafeHandle
    {
        private readonly ZstdLibrary _library;

        public StreamHandle(ZstdLibrary library)
            : base(0, ownsHandle: true)
        {
            _library = library;
            SetHandle(library.Create());
            if (IsInvalid)
                throw new InsufficientMemoryException("libzstd could not set up a stream");
        }

        public nint Value => handle;

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => _library.IsError(_library.Free(handle)) == 0;
    }
}
