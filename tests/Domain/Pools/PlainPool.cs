using System.Numerics;

namespace Quern.Domain.Tests.Pools;

/// <summary>The specification of the pool in plain integers of any size: slow, short, and written from the whitepaper's formulas.</summary>
internal sealed class PlainPool(int feePips, int spacing, BigInteger sqrtPrice, BigInteger growth)
{
    private static readonly BigInteger Q96 = BigInteger.One << 96;
    private static readonly BigInteger Q128 = BigInteger.One << 128;
    private static readonly BigInteger Mod256 = BigInteger.One << 256;
    private readonly SortedDictionary<int, Entry> _ticks = [];

    public BigInteger SqrtPrice { get; private set; } = sqrtPrice;

    public int Tick { get; private set; } = PlainTicks.At(sqrtPrice);

    public BigInteger Liquidity { get; private set; }

    public BigInteger[] Growth { get; } = [growth, growth];

    public BigInteger[] Balance { get; } = [0, 0];

    public Dictionary<(int Owner, int Lower, int Upper), Held> Positions { get; } = [];

    public IReadOnlyDictionary<int, Entry> Ticks => _ticks;

    public (BigInteger, BigInteger) Change(int owner, int lower, int upper, BigInteger delta)
    {
        if (!Positions.TryGetValue((owner, lower, upper), out Held? held))
            Positions[(owner, lower, upper)] = held = new Held();
        if (delta != 0)
        {
            Touch(lower, delta, delta);
            Touch(upper, delta, -delta);
        }

        for (int i = 0; i < 2; i++)
        {
            BigInteger inside = Inside(lower, upper, i);
            held.Owed[i] = (held.Owed[i] + Wrap(inside - held.Last[i]) * held.Liquidity / Q128) % Q128;
            held.Last[i] = inside;
        }

        held.Liquidity += delta;
        Prune(lower);
        Prune(upper);
        (BigInteger, BigInteger) amounts = Amounts(lower, upper, BigInteger.Abs(delta), delta > 0);
        if (lower <= Tick && Tick < upper)
            Liquidity += delta;
        if (delta > 0)
            Move(amounts.Item1, amounts.Item2);
        else
            (held.Owed[0], held.Owed[1]) = (held.Owed[0] + amounts.Item1, held.Owed[1] + amounts.Item2);
        return amounts;
    }

    public (BigInteger, BigInteger) Collect(int owner, int lower, int upper)
    {
        Held held = Positions[(owner, lower, upper)];
        (BigInteger, BigInteger) paid = (held.Owed[0], held.Owed[1]);
        held.Owed[0] = held.Owed[1] = 0;
        Move(-paid.Item1, -paid.Item2);
        return paid;
    }

    public (BigInteger, BigInteger) Swap(bool down, BigInteger specified, BigInteger limit)
    {
        BigInteger remaining = specified;
        BigInteger calculated = 0;
        int input = down ? 0 : 1;
        while (remaining != 0 && SqrtPrice != limit)
        {
            (int next, bool isInitialized) = NextTick(down);
            BigInteger nextPrice = PlainTicks.Ratio(next);
            BigInteger target = (down ? nextPrice < limit : nextPrice > limit) ? limit : nextPrice;
            BigInteger from = SqrtPrice;
            (SqrtPrice, BigInteger paid, BigInteger got, BigInteger fee) = Step(from, target, remaining, down);
            remaining += specified > 0 ? -(paid + fee) : got;
            calculated += specified > 0 ? got : paid + fee;
            if (Liquidity > 0)
                Growth[input] = Wrap(Growth[input] + fee * Q128 / Liquidity);
            if (SqrtPrice == nextPrice)
            {
                if (isInitialized)
                    Cross(next, down);
                Tick = down ? next - 1 : next;
            }
            else if (SqrtPrice != from)
            {
                Tick = PlainTicks.At(SqrtPrice);
            }
        }

        BigInteger paidIn = specified > 0 ? specified - remaining : calculated;
        BigInteger paidOut = specified > 0 ? -calculated : specified - remaining;
        (BigInteger, BigInteger) amounts = down ? (paidIn, paidOut) : (paidOut, paidIn);
        Move(amounts.Item1, amounts.Item2);
        return amounts;
    }

    private (BigInteger Next, BigInteger In, BigInteger Out, BigInteger Fee) Step(
        BigInteger from, BigInteger target, BigInteger remaining, bool down)
    {
        bool isExactIn = remaining > 0;
        BigInteger usable = isExactIn ? remaining * (1_000_000 - feePips) / 1_000_000 : -remaining;
        BigInteger needed = isExactIn ? In(from, target, down) : Out(from, target, down);
        BigInteger next = usable >= needed ? target : isExactIn ? After(from, usable, down) : AfterOutput(from, usable, down);
        BigInteger paid = In(from, next, down);
        BigInteger got = Out(from, next, down);
        if (!isExactIn)
            got = BigInteger.Min(got, -remaining);
        BigInteger fee = isExactIn && next != target ? remaining - paid : Up(paid * feePips, 1_000_000 - feePips);
        return (next, paid, got, fee);
    }

    private BigInteger In(BigInteger from, BigInteger to, bool down) => down ? Amount0(to, from, Liquidity, true) : Amount1(from, to, Liquidity, true);

    private BigInteger Out(BigInteger from, BigInteger to, bool down) => down ? Amount1(to, from, Liquidity, false) : Amount0(from, to, Liquidity, false);

    private BigInteger After(BigInteger from, BigInteger paid, bool down) => down
        ? Up((Liquidity << 96) * from, (Liquidity << 96) + paid * from)
        : from + paid * Q96 / Liquidity;

    private BigInteger AfterOutput(BigInteger from, BigInteger got, bool down) => down
        ? from - Up(got * Q96, Liquidity)
        : Up((Liquidity << 96) * from, (Liquidity << 96) - got * from);

    // One division by the product of both prices: nested floors are one floor, nested ceilings one ceiling.
    private static BigInteger Amount0(BigInteger a, BigInteger b, BigInteger liquidity, bool up)
    {
        BigInteger numerator = (liquidity << 96) * (b - a);
        return up ? Up(numerator, a * b) : numerator / (a * b);
    }

    private static BigInteger Amount1(BigInteger a, BigInteger b, BigInteger liquidity, bool up) =>
        up ? Up(liquidity * (b - a), Q96) : liquidity * (b - a) / Q96;

    private (BigInteger, BigInteger) Amounts(int lower, int upper, BigInteger liquidity, bool up)
    {
        BigInteger a = PlainTicks.Ratio(lower);
        BigInteger b = PlainTicks.Ratio(upper);
        if (Tick < lower)
            return (Amount0(a, b, liquidity, up), 0);
        return Tick >= upper
            ? (0, Amount1(a, b, liquidity, up))
            : (Amount0(SqrtPrice, b, liquidity, up), Amount1(a, SqrtPrice, liquidity, up));
    }

    private (int Tick, bool IsInitialized) NextTick(bool down)
    {
        int compressed = (int)Math.Floor((double)Tick / spacing) + (down ? 0 : 1);
        int end = (down ? compressed & ~255 : compressed | 255) * spacing;
        int? found = down
            ? _ticks.Keys.Where(tick => tick <= Tick).Cast<int?>().LastOrDefault()
            : _ticks.Keys.Where(tick => tick > Tick).Cast<int?>().FirstOrDefault();
        bool isNear = found is { } tick && (down ? tick >= end : tick <= end);
        return (Math.Clamp(isNear ? found!.Value : end, -887272, 887272), isNear);
    }

    private void Cross(int tick, bool down)
    {
        Entry entry = _ticks[tick];
        entry.Outside[0] = Wrap(Growth[0] - entry.Outside[0]);
        entry.Outside[1] = Wrap(Growth[1] - entry.Outside[1]);
        Liquidity += down ? -entry.Net : entry.Net;
    }

    private void Touch(int tick, BigInteger delta, BigInteger net)
    {
        if (!_ticks.TryGetValue(tick, out Entry? entry))
        {
            _ticks[tick] = entry = new Entry();
            if (tick <= Tick)
                (entry.Outside[0], entry.Outside[1]) = (Growth[0], Growth[1]);
        }

        entry.Gross += delta;
        entry.Net += net;
    }

    private void Prune(int tick)
    {
        if (_ticks.TryGetValue(tick, out Entry? entry) && entry.Gross == 0)
            _ticks.Remove(tick);
    }

    private BigInteger Inside(int lower, int upper, int token)
    {
        BigInteger outsideLower = _ticks.TryGetValue(lower, out Entry? low) ? low.Outside[token] : 0;
        BigInteger outsideUpper = _ticks.TryGetValue(upper, out Entry? high) ? high.Outside[token] : 0;
        BigInteger below = Tick >= lower ? outsideLower : Growth[token] - outsideLower;
        BigInteger above = Tick < upper ? outsideUpper : Growth[token] - outsideUpper;
        return Wrap(Growth[token] - below - above);
    }

    private void Move(BigInteger amount0, BigInteger amount1) => (Balance[0], Balance[1]) = (Balance[0] + amount0, Balance[1] + amount1);

    private static BigInteger Up(BigInteger numerator, BigInteger denominator) => (numerator + denominator - 1) / denominator;

    private static BigInteger Wrap(BigInteger value) => ((value % Mod256) + Mod256) % Mod256;

    public sealed class Held
    {
        public BigInteger Liquidity { get; set; }

        public BigInteger[] Last { get; } = [0, 0];

        public BigInteger[] Owed { get; } = [0, 0];
    }

    public sealed class Entry
    {
        public BigInteger Gross { get; set; }

        public BigInteger Net { get; set; }

        public BigInteger[] Outside { get; } = [0, 0];
    }
}
