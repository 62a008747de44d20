using System.Runtime.InteropServices;

namespace Quern.Connectors.Recordings.Tapes;

/// <summary>The part of the system's libzstd that unpacks a stream; docs/decisions/0007.</summary>
/// <remarks>zstd.h of 1.4 and later, "Streaming decompression".</remarks>
internal sealed class ZstdLibrary
{
    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["libzstd.dll", "zstd.dll"]
        : OperatingSystem.IsMacOS() ? ["libzstd.1.dylib", "libzstd.dylib", "/opt/homebrew/lib/libzstd.1.dylib", "/usr/local/lib/libzstd.1.dylib"]
        : ["libzstd.so.1", "libzstd.so"];

    private static readonly Lazy<ZstdLibrary?> Found = new(() => Load(Names));

    private ZstdLibrary(nint library)
    {
        Create = Function<CreateStream>(library, "ZSTD_createDStream");
        Free = Function<FreeStream>(library, "ZSTD_freeDStream");
        Set = Function<SetParameter>(library, "ZSTD_DCtx_setParameter");
        Unpack = Function<UnpackStream>(library, "ZSTD_decompressStream");
        IsError = Function<AskError>(library, "ZSTD_isError");
        ErrorName = Function<NameError>(library, "ZSTD_getErrorName");
    }

    public delegate nint CreateStream();

    public delegate nuint FreeStream(nint stream);

    public delegate nuint SetParameter(nint stream, int parameter, int value);

    public delegate nuint UnpackStream(nint stream, ref Span output, ref Span input);

    public delegate uint AskError(nuint code);

    public delegate nint NameError(nuint code);

    /// <summary>The library of this machine; null when it has none.</summary>
    public static ZstdLibrary? Loaded => Found.Value;

    public CreateStream Create { get; }

    public FreeStream Free { get; }

    public SetParameter Set { get; }

    public UnpackStream Unpack { get; }

    public AskError IsError { get; }

    public NameError ErrorName { get; }

    /// <summary>Loads the first library of these names that is there and knows what is asked of it.</summary>
    public static ZstdLibrary? Load(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            try
            {
                return new ZstdLibrary(library);
            }
            catch (EntryPointNotFoundException)
            {
                NativeLibrary.Free(library);
            }
        }

        return null;
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer: where, how much, and how far it got.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Span
    {
        public nint Start;
        public nuint Length;
        public nuint Position;
    }
}
