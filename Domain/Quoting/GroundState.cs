namespace Quern.Domain.Quoting;

/// <summary>
/// The smallest eigenvalue of a symmetric tridiagonal matrix whose neighbours are all the same number −η below zero, and the logarithms of
/// its eigenvector, which has one sign. Logarithms, because far from the middle the entries are smaller than any double.
/// </summary>
/// <remarks>
/// The eigenvalue by bisection on the signs of the pivots of M − λ (Sturm; Golub and Van Loan, Matrix Computations, 8.4). The eigenvector by
/// pivots from both ends that meet where it is largest (twisted factorisation; Dhillon and Parlett 2004): each quotient of neighbours has
/// full relative accuracy, which inverse iteration would lose in the tails. Allocates nothing after construction.
/// </remarks>
internal sealed class GroundState
{
    private readonly double[] _diagonal;
    private readonly double[] _down;
    private readonly double[] _up;
    private readonly double[] _logs;

    public GroundState(int size)
    {
        _diagonal = new double[size];
        _down = new double[size];
        _up = new double[size];
        _logs = new double[size];
    }

    /// <summary>The matrix's diagonal; set it before solving.</summary>
    public Span<double> Diagonal => _diagonal;

    /// <summary>Natural logarithms of the eigenvector's entries; the largest is 0.</summary>
    public ReadOnlySpan<double> Logs => _logs;

    public double Eigenvalue { get; private set; }

    /// <param name="neighbour">η, above 0: the negative of what stands beside the diagonal.</param>
    public void Solve(double neighbour)
    {
        Eigenvalue = Bisect(neighbour);
        Pivot(_diagonal, _down, neighbour, first: 0, step: 1);
        Pivot(_diagonal, _up, neighbour, first: _diagonal.Length - 1, step: -1);

        int peak = Peak();
        _logs[peak] = 0;
        for (int i = peak - 1; i >= 0; i--)
            _logs[i] = _logs[i + 1] - Math.Log(_down[i] / neighbour);
        for (int i = peak + 1; i < _logs.Length; i++)
            _logs[i] = _logs[i - 1] - Math.Log(_up[i] / neighbour);
    }

    private double Bisect(double neighbour)
    {
        // Gershgorin: no eigenvalue is more than 2η away from the diagonal. The smallest is not above the smallest diagonal entry.
        double high = double.PositiveInfinity;
        foreach (double entry in _diagonal)
            high = Math.Min(high, entry);
        double low = high - 2 * neighbour;

        while (true)
        {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                return low;
            if (IsBelowAll(middle, neighbour))
                low = middle;
            else
                high = middle;
        }
    }

    // All pivots of M − λ are above zero exactly when λ is below every eigenvalue.
    private bool IsBelowAll(double value, double neighbour)
    {
        double pivot = double.PositiveInfinity;
        foreach (double entry in _diagonal)
        {
            pivot = entry - value - neighbour * neighbour / pivot;
            if (pivot <= 0)
                return false;
        }

        return true;
    }

    private void Pivot(double[] diagonal, double[] pivots, double neighbour, int first, int step)
    {
        double pivot = double.PositiveInfinity;
        for (int i = first; i >= 0 && i < diagonal.Length; i += step)
        {
            pivot = diagonal[i] - Eigenvalue - neighbour * neighbour / pivot;
            pivots[i] = pivot;
        }
    }

    // Where both factorisations leave the least: there the eigenvector is largest.
    private int Peak()
    {
        int peak = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < _diagonal.Length; i++)
        {
            double left = Math.Abs(_down[i] + _up[i] - (_diagonal[i] - Eigenvalue));
            if (left < least)
                (least, peak) = (left, i);
        }

        return peak;
    }
}
