using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>Addresses with the mixed case of EIP-55, and addresses of contracts.</summary>
public static class AddressChecksum
{
    /// <summary>0x and 40 digits whose case is a checksum.</summary>
    public static string ToChecksummed(this Address address)
    {
        char[] text = address.ToString().ToCharArray();
        Span<byte> ascii = stackalloc byte[40];
        for (int index = 0; index < 40; index++)
            ascii[index] = (byte)text[index + 2];
        Span<byte> hash = stackalloc byte[Keccak256.HashLength];
        Keccak256.Hash(ascii, hash);
        for (int index = 0; index < 40; index++)
        {
            int nibble = index % 2 == 0 ? hash[index / 2] >> 4 : hash[index / 2] & 15;
            if (nibble >= 8)
                text[index + 2] = char.ToUpperInvariant(text[index + 2]);
        }

        return new string(text);
    }

    /// <summary>Reads an address whose case must be its checksum: how configuration is checked.</summary>
    /// <exception cref="FormatException">No address, or the case is wrong.</exception>
    public static Address ParseChecksummed(string text)
    {
        Address address = Address.Parse(text);
        string expected = address.ToChecksummed();
        return expected == text ? address : throw new FormatException($"'{text}' fails its checksum; {expected} would pass.");
    }

    /// <summary>Where CREATE2 puts a contract.</summary>
    /// <param name="deployer">The contract that creates it.</param>
    /// <param name="salt">32 bytes.</param>
    /// <param name="initCodeHash">32 bytes.</param>
    /// <remarks>EIP-1014.</remarks>
    public static Address Create2(Address deployer, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> initCodeHash)
    {
        Span<byte> data = stackalloc byte[1 + Address.Length + 32 + 32];
        data[0] = 0xff;
        deployer.Write(data[1..]);
        salt.CopyTo(data[21..]);
        initCodeHash.CopyTo(data[53..]);
        Span<byte> hash = stackalloc byte[Keccak256.HashLength];
        Keccak256.Hash(data, hash);
        return new(hash[12..]);
    }
}
