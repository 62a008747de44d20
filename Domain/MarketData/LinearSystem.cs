namespace Quern.Domain.MarketData;

/// <summary>
/// Solves M x = b for one matrix and many right sides, in place: LU without pivoting, which is safe where each diagonal entry outweighs its
/// row, as 1 − Q does when no state is held forever.
/// </summary>
internal sealed class LinearSystem(int size)
{
    // A state that was never left by a move of the mid would make the matrix singular: as if it were left once in a million steps.
    private const double LeastPivot = 1e-6;

    private readonly double[] _matrix = new double[size * size];
    private readonly double[] _vector = new double[size];
    private readonly double[] _kept = new double[size];

    /// <summary>Row by row.</summary>
    public Span<double> Matrix => _matrix;

    /// <summary>The right side before <see cref="Solve"/>, the solution after.</summary>
    public Span<double> Vector => _vector;

    public void Begin()
    {
        Array.Clear(_matrix);
        Array.Clear(_vector);
    }

    public ReadOnlySpan<double> KeepVector()
    {
        _vector.CopyTo(_kept, 0);
        return _kept;
    }

    public void Factor()
    {
        for (int k = 0; k < size; k++)
        {
            double pivot = _matrix[k * size + k] = Math.Max(_matrix[k * size + k], LeastPivot);
            for (int row = k + 1; row < size; row++)
            {
                double factor = _matrix[row * size + k] /= pivot;
                for (int column = k + 1; factor != 0 && column < size; column++)
                    _matrix[row * size + column] -= factor * _matrix[k * size + column];
            }
        }
    }

    public void Solve()
    {
        for (int row = 1; row < size; row++)
        {
            for (int column = 0; column < row; column++)
                _vector[row] -= _matrix[row * size + column] * _vector[column];
        }

        for (int row = size - 1; row >= 0; row--)
        {
            for (int column = row + 1; column < size; column++)
                _vector[row] -= _matrix[row * size + column] * _vector[column];
            _vector[row] /= _matrix[row * size + row];
        }
    }
}
