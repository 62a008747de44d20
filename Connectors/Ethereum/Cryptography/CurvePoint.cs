using Quern.Domain.Numerics;
using static Quern.Connectors.Ethereum.Cryptography.FieldElement;

namespace Quern.Connectors.Ethereum.Cryptography;

/// <summary>
/// A point of y² = x³ + 7 in Jacobian coordinates: the affine point is (X/Z², Y/Z³), and Z = 0 the point at infinity.
/// </summary>
/// <remarks>
/// Formulas dbl-2009-l and madd-2007-bl of the Explicit-Formulas Database. Not constant in time: keys belong on a machine of
/// one's own.
/// </remarks>
internal readonly record struct CurvePoint(UInt256 X, UInt256 Y, UInt256 Z)
{
    public static CurvePoint Infinity => new(UInt256.One, UInt256.One, UInt256.Zero);

    /// <summary>The base point of secp256k1 (SEC 2, §2.4.1).</summary>
    public static CurvePoint Generator { get; } = new(
        UInt256.ParseHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
        UInt256.ParseHex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
        UInt256.One);

    /// <summary>How many multiples of the base point there are.</summary>
    public static UInt256 Order { get; } = UInt256.ParseHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    public bool IsInfinity => Z.IsZero;

    /// <summary>The point with this x and this parity of y, if x is on the curve.</summary>
    public static bool TryFromX(in UInt256 x, bool isYOdd, out CurvePoint point)
    {
        point = default;
        if (x >= P || !TrySquareRoot(Add(Multiply(Square(x), x), 7UL), out UInt256 y))
            return false;
        point = new(x, y.IsOdd == isYOdd ? y : Subtract(UInt256.Zero, y), UInt256.One);
        return true;
    }

    public CurvePoint Double()
    {
        if (IsInfinity || Y.IsZero)
            return Infinity;
        UInt256 a = Square(X);
        UInt256 b = Square(Y);
        UInt256 c = Square(b);
        UInt256 d = Subtract(Subtract(Square(Add(X, b)), a), c);
        d = Add(d, d);
        UInt256 e = Add(Add(a, a), a);
        UInt256 x = Subtract(Square(e), Add(d, d));
        UInt256 c2 = Add(c, c);
        UInt256 c4 = Add(c2, c2);
        UInt256 y = Subtract(Multiply(e, Subtract(d, x)), Add(c4, c4));
        UInt256 yz = Multiply(Y, Z);
        return new(x, y, Add(yz, yz));
    }

    /// <summary>Adds a point whose Z is 1.</summary>
    public CurvePoint AddAffine(in UInt256 otherX, in UInt256 otherY)
    {
        if (IsInfinity)
            return new(otherX, otherY, UInt256.One);
        UInt256 zz = Square(Z);
        UInt256 u = Multiply(otherX, zz);
        UInt256 s = Multiply(otherY, Multiply(Z, zz));
        UInt256 h = Subtract(u, X);
        UInt256 r = Subtract(s, Y);
        if (h.IsZero)
            return r.IsZero ? Double() : Infinity;
        UInt256 hh = Square(h);
        UInt256 hhh = Multiply(h, hh);
        UInt256 v = Multiply(X, hh);
        UInt256 x = Subtract(Subtract(Square(r), hhh), Add(v, v));
        UInt256 y = Subtract(Multiply(r, Subtract(v, x)), Multiply(Y, hhh));
        return new(x, y, Multiply(Z, h));
    }

    public CurvePoint ToAffine()
    {
        UInt256 inverse = Invert(Z);
        UInt256 square = Square(inverse);
        return new(Multiply(X, square), Multiply(Y, Multiply(square, inverse)), UInt256.One);
    }

    /// <summary>Any multiple of this affine point.</summary>
    public CurvePoint MultipliedBy(in UInt256 scalar)
    {
        CurvePoint result = Infinity;
        for (int bit = scalar.BitLength - 1; bit >= 0; bit--)
        {
            result = result.Double();
            if (scalar.Bit(bit))
                result = result.AddAffine(X, Y);
        }

        return result;
    }
}

/// <summary>Multiples of the base point from a table: one addition per four bits of the scalar.</summary>
internal static class GeneratorTable
{
    private const int Windows = 64;
    private const int Digits = 15;
    private static readonly (UInt256 X, UInt256 Y)[] Points = Build();

    public static CurvePoint Multiply(in UInt256 scalar)
    {
        CurvePoint result = CurvePoint.Infinity;
        for (int window = 0; window < Windows; window++)
        {
            int digit = (int)((scalar >> (window * 4)).Limb0 & 15);
            if (digit == 0)
                continue;
            ref readonly (UInt256 X, UInt256 Y) point = ref Points[window * Digits + digit - 1];
            result = result.AddAffine(point.X, point.Y);
        }

        return result;
    }

    private static (UInt256 X, UInt256 Y)[] Build()
    {
        (UInt256 X, UInt256 Y)[] points = new (UInt256, UInt256)[Windows * Digits];
        CurvePoint unit = CurvePoint.Generator;
        for (int window = 0; window < Windows; window++)
        {
            CurvePoint multiple = unit;
            for (int digit = 0; digit < Digits; digit++)
            {
                CurvePoint affine = multiple.ToAffine();
                points[window * Digits + digit] = (affine.X, affine.Y);
                multiple = multiple.AddAffine(unit.X, unit.Y);
            }

            unit = multiple.ToAffine();
        }

        return points;
    }
}
