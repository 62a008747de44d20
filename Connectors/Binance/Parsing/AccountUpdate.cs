using System.Text.Json;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Binance.Parsing;

/// <summary>One changed balance, in 10^-8 of the asset.</summary>
internal readonly record struct BalanceRow(string Asset, Int128 WalletE8, Int128 ChangeE8);

/// <summary>One changed position; the instrument is null when its symbol is not known.</summary>
internal readonly record struct PositionRow(Instrument? Instrument, bool IsOneWay, long SignedLots, Int128 EntryPriceE8);

/// <summary>One <c>ACCOUNT_UPDATE</c>: a whole reading, used again for the next.</summary>
internal sealed class AccountUpdate
{
    public List<BalanceRow> Balances { get; } = [];

    public List<PositionRow> Positions { get; } = [];

    public long EventMs { get; set; }

    /// <summary>The venue's word for the cause, for example <c>ORDER</c>.</summary>
    public string Cause { get; set; } = "";
}

/// <summary>Reads <c>ACCOUNT_UPDATE</c>, bare or wrapped, in any order of keys.</summary>
internal static class AccountUpdateParser
{
    private const int E8 = 8;

    /// <summary>Reads all of it or says false; a half-read update is of no use.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, SymbolTable<Instrument> instruments, VenueNames names, AccountUpdate update)
    {
        update.Balances.Clear();
        update.Positions.Clear();
        update.EventMs = 0;
        update.Cause = "";
        if (!StreamEvent.TryLocate(frame, out ReadOnlySpan<byte> data))
            return false;

        var reader = new Utf8JsonReader(data);
        reader.Read();
        bool isRead = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            bool isEventTime = reader.ValueTextEquals("E"u8);
            bool isAccount = reader.ValueTextEquals("a"u8);
            reader.Read();
            if (isEventTime)
            {
                if (!Json.TryInteger(ref reader, out long eventMs))
                    return false;
                update.EventMs = eventMs;
            }
            else if (!isAccount)
            {
                reader.Skip();
            }
            else if (isRead || !TryReadAccount(ref reader, instruments, names, update))
            {
                return false;
            }

            isRead |= isAccount;
        }

        return isRead;
    }

    private static bool TryReadAccount(
        scoped ref Utf8JsonReader reader, SymbolTable<Instrument> instruments, VenueNames names, AccountUpdate update)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = Json.Name(ref reader);
            reader.Read();
            bool isSound = true;
            switch (name)
            {
                case [(byte)'m']:
                    isSound = Json.TryText(ref reader, out ReadOnlySpan<byte> cause);
                    update.Cause = names.Asset(cause) ?? "";
                    break;
                case [(byte)'B']:
                    isSound = TryReadBalances(ref reader, names, update.Balances);
                    break;
                case [(byte)'P']:
                    isSound = TryReadPositions(ref reader, instruments, update.Positions);
                    break;
                default:
                    reader.Skip();
                    break;
            }

            if (!isSound)
                return false;
        }

        return reader.TokenType is JsonTokenType.EndObject;
    }

    private static bool TryReadBalances(scoped ref Utf8JsonReader reader, VenueNames names, List<BalanceRow> rows)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            ReadOnlySpan<byte> asset = default;
            ReadOnlySpan<byte> wallet = default;
            ReadOnlySpan<byte> change = "0"u8;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                ReadOnlySpan<byte> name = Json.Name(ref reader);
                reader.Read();
                bool isSound = true;
                if (name is [(byte)'a'])
                    isSound = Json.TryText(ref reader, out asset);
                else if (name.SequenceEqual("wb"u8))
                    isSound = Json.TryText(ref reader, out wallet);
                else if (name.SequenceEqual("bc"u8))
                    isSound = Json.TryText(ref reader, out change);
                else
                    reader.Skip();
                if (!isSound)
                    return false;
            }

            if (names.Asset(asset) is not { } known || !Json.TryRounded(wallet, E8, out Int128 walletE8)
                || !Json.TryRounded(change, E8, out Int128 changeE8))
                return false;
            rows.Add(new(known, walletE8, changeE8));
        }

        return reader.TokenType is JsonTokenType.EndArray;
    }

    private static bool TryReadPositions(scoped ref Utf8JsonReader reader, SymbolTable<Instrument> instruments, List<PositionRow> rows)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            ReadOnlySpan<byte> symbol = default;
            ReadOnlySpan<byte> amount = default;
            ReadOnlySpan<byte> entry = default;
            ReadOnlySpan<byte> side = default;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                ReadOnlySpan<byte> name = Json.Name(ref reader);
                reader.Read();
                bool isSound = true;
                if (name is [(byte)'s'])
                    isSound = Json.TryText(ref reader, out symbol);
                else if (name.SequenceEqual("pa"u8))
                    isSound = Json.TryText(ref reader, out amount);
                else if (name.SequenceEqual("ep"u8))
                    isSound = Json.TryText(ref reader, out entry);
                else if (name.SequenceEqual("ps"u8))
                    isSound = Json.TryText(ref reader, out side);
                else
                    reader.Skip();
                if (!isSound)
                    return false;
            }

            if (!TryMakeRow(instruments.Find(symbol), amount, entry, side, out PositionRow row))
                return false;
            rows.Add(row);
        }

        return reader.TokenType is JsonTokenType.EndArray;
    }

    private static bool TryMakeRow(
        Instrument? instrument, ReadOnlySpan<byte> amount, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> side, out PositionRow row)
    {
        row = default;
        if (!Json.TryRounded(entry, E8, out Int128 entryE8))
            return false;
        long lots = 0;
        if (instrument is not null && !Decimals.TryParse(amount, instrument.QuantityScale, out lots))
            return false;
        row = new(instrument, side.IsEmpty || side.SequenceEqual("BOTH"u8), lots, entryE8);
        return true;
    }
}
