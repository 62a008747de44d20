using System.Security.Cryptography;
using System.Text;
using Quern.Connectors.Exchange;

namespace Quern.Connectors.Binance;

/// <summary>Signs requests with HMAC-SHA256, in lower-case hex, as the venue's signed endpoints ask. Safe from any thread; allocates nothing.</summary>
internal sealed class BinanceSigner
{
    /// <summary>Length of a signature: 32 bytes in hex.</summary>
    public const int TextLength = 64;

    private readonly byte[] _secret;

    public BinanceSigner(ApiCredentials credentials)
    {
        ArgumentException.ThrowIfNullOrEmpty(credentials.Key);
        ArgumentException.ThrowIfNullOrEmpty(credentials.Secret);
        _secret = Encoding.ASCII.GetBytes(credentials.Secret);
        Key = credentials.Key;
        KeyBytes = Encoding.ASCII.GetBytes(credentials.Key);
        if (KeyBytes.AsSpan().ContainsAny((byte)'"', (byte)'\\', (byte)'?') || _secret.AsSpan().Contains((byte)'?'))
            throw new ArgumentException("The API key or secret holds a character that no Binance key has.", nameof(credentials));
    }

    /// <summary>The public part of the key.</summary>
    public string Key { get; }

    public byte[] KeyBytes { get; }

    /// <summary>Writes the signature of exactly these bytes: the query string, or a socket request's parameters sorted by name.</summary>
    /// <param name="message">What is sent, as it is sent.</param>
    /// <param name="signature">At least <see cref="TextLength"/> bytes.</param>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, message, hash);
        for (int index = 0; index < hash.Length; index++)
        {
            signature[2 * index] = HexDigit(hash[index] >> 4);
            signature[2 * index + 1] = HexDigit(hash[index] & 15);
        }
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' - 10 + value);
}
