namespace Orleans.Runtime;

/// <summary>A 32-bit hash that is the same in every process: FNV-1a over UTF-16 units, then the finalizer of MurmurHash3.</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        uint hash = 2166136261;
        foreach (char unit in text)
            hash = unchecked((hash ^ unit) * 16777619);
        return Mix(hash);
    }

    public static uint Combine(uint left, uint right) => Mix(unchecked(left * 31 + right));

    private static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash = unchecked(hash * 0x85ebca6b);
        hash ^= hash >> 13;
        hash = unchecked(hash * 0xc2b2ae35);
        return hash ^ hash >> 16;
    }
}
