using System.Runtime.InteropServices;

namespace Quern.Bench.Matching;

/// <summary>What an operation of the file asks for. Add and marketable are the same instruction.</summary>
internal enum OperationKind : byte
{
    Add = 0,
    Cancel = 1,
    Marketable = 2,
}

/// <summary>One record of an OBOPS001 file: 16 bytes, little endian.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BookOperation
{
    public OperationKind Kind;
    public byte Side;
    public ushort Unused;
    public uint Id;
    public int Price;
    public uint Lots;
}
