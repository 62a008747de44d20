using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quern.Domain.Matching;

/// <summary>
/// Array access without the bounds check, for the ladder alone: every index in there comes from the ladder's own links, never from a caller,
/// and the checks are a measurable part of twenty nanoseconds. Debug builds check.
/// </summary>
internal static class Slots
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T At<T>(T[] array, int index)
    {
        Debug.Assert((uint)index < (uint)array.Length, "A link of the ladder points outside of its array.");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)unchecked((uint)index));
    }
}
