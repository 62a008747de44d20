using System.Security.Cryptography;
using System.Text;

namespace Quern.Connectors.Simulated.Binance;

/// <summary>Checks signatures and time windows as the venue's reference says.</summary>
internal static class RequestSigning
{
    private const int AllowedAheadMs = 1_000;
    private const int DefaultWindowMs = 5_000;
    private const int LargestWindowMs = 60_000;

    /// <summary>HMAC-SHA256 over the text, with the secret's ASCII bytes as key; hex of either case.</summary>
    public static bool IsValid(string secret, string signedText, string signature)
    {
        if (signature.Length != 2 * HMACSHA256.HashSizeInBytes)
            return false;

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.UTF8.GetBytes(signedText), expected);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(signature, given, out _, out _) is System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }

    public static BinanceError CheckWindow(RequestParameters parameters, long nowMs)
    {
        if (!parameters.TryGetLong("timestamp", out long? timestamp) || timestamp is not { } sent)
            return BinanceErrors.Missing("timestamp");
        if (!parameters.TryGetLong("recvWindow", out long? window))
            return BinanceErrors.Missing("recvWindow");
        if (window is >= LargestWindowMs)
            return BinanceErrors.WindowTooLarge;
        if (sent >= nowMs + AllowedAheadMs)
            return BinanceErrors.AheadOfServer;
        return IsInWindow(sent, window, nowMs) ? default : BinanceErrors.OutsideWindow;
    }

    /// <summary>Whether the request is still young enough when it reaches the matching core.</summary>
    public static bool IsInWindow(RequestParameters parameters, long nowMs) =>
        IsInWindow(parameters.GetLong("timestamp", 0), parameters.GetLong("recvWindow", DefaultWindowMs), nowMs);

    private static bool IsInWindow(long sent, long? window, long nowMs) => nowMs - sent <= (window ?? DefaultWindowMs);
}
