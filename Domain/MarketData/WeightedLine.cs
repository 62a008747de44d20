namespace Quern.Domain.MarketData;

/// <summary>A straight line through weighted points by least squares, kept as running sums. Mutable: keep it local.</summary>
internal struct WeightedLine
{
    private double _weight, _x, _y, _xx, _xy;

    public int Points { get; private set; }

    public void Add(double x, double y, double weight)
    {
        _weight += weight;
        _x += weight * x;
        _y += weight * y;
        _xx += weight * x * x;
        _xy += weight * x * y;
        Points++;
    }

    public readonly double Slope => (_weight * _xy - _x * _y) / (_weight * _xx - _x * _x);

    /// <summary>Where the line of that slope through the centre of the points meets x = 0.</summary>
    public readonly double InterceptAt(double slope) => (_y - slope * _x) / _weight;
}
