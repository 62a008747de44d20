using System.Collections.Immutable;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Ethereum.Transactions;

/// <summary>Storage that a transaction announces to touch.</summary>
/// <param name="Address">A contract.</param>
/// <param name="StorageKeys">Slots of it, 32 bytes each.</param>
public sealed record AccessListEntry(Address Address, ImmutableArray<UInt256> StorageKeys);

/// <summary>A transaction of type 2.</summary>
/// <remarks>EIP-1559 and EIP-2930. Fees are in wei per gas.</remarks>
public sealed record Eip1559Transaction
{
    private const byte Type = 2;

    /// <summary>Which chain: a signature is worth nothing on another.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>How many transactions the sender sent before.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>At most this goes to the block's builder.</summary>
    public required UInt256 MaxPriorityFeePerGas { get; init; }

    /// <summary>At most this is paid in all.</summary>
    public required UInt256 MaxFeePerGas { get; init; }

    /// <summary>At most this much gas.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Whom it calls; null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Wei sent along. Default none.</summary>
    public UInt256 Value { get; init; }

    /// <summary>What it calls with.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Storage announced. Default none.</summary>
    public ImmutableArray<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>What is hashed and signed.</summary>
    public byte[] UnsignedPayload() => [Type, .. Fields().ToList()];

    /// <summary>The hash to sign.</summary>
    public byte[] SigningHash() => Keccak256.Hash(UnsignedPayload());

    /// <summary>Signs it.</summary>
    public SignedTransaction Sign(PrivateKey key)
    {
        Signature signature = key.Sign(SigningHash());
        byte[] raw = [Type, .. Fields().Add((ulong)signature.YParity).Add(signature.R).Add(signature.S).ToList()];
        return new(this, key.Address, signature, raw, Hex.Encode(Keccak256.Hash(raw)));
    }

    private Rlp Fields()
    {
        Rlp accessList = new();
        Span<byte> address = stackalloc byte[Address.Length];
        foreach (AccessListEntry entry in AccessList)
        {
            Rlp keys = new();
            foreach (UInt256 key in entry.StorageKeys)
                keys.Add(key.ToBigEndian());
            entry.Address.Write(address);
            accessList.Add(new Rlp().Add(address).Add(keys));
        }

        To?.Write(address);
        return new Rlp()
            .Add(ChainId)
            .Add(Nonce)
            .Add(MaxPriorityFeePerGas)
            .Add(MaxFeePerGas)
            .Add(GasLimit)
            .Add(To is null ? [] : address)
            .Add(Value)
            .Add(Data.Span)
            .Add(accessList);
    }
}

/// <summary>A transaction ready to be sent.</summary>
/// <param name="Transaction">What was signed.</param>
/// <param name="From">Who signed.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Raw">The bytes to send.</param>
/// <param name="Hash">Its name on chain, 0x text.</param>
public sealed record SignedTransaction(Eip1559Transaction Transaction, Address From, Signature Signature, byte[] Raw, string Hash);
