namespace Quern.Grains.Interfaces.Orders;

/// <summary>An account's money at one moment, absolute: repeating or losing a statement is harmless. In 10^-8 of the asset that is limited.</summary>
[GenerateSerializer, Immutable, Alias("equity")]
public sealed record EquityMessage
{
    /// <summary>Rises with each statement, over restarts of the sender too; an older one is ignored.</summary>
    [Id(0)] public long Version { get; init; }

    /// <summary>Equity now, without money that was moved in or out.</summary>
    [Id(1)] public Int128 NowE8 { get; init; }

    /// <summary>The first one of the day.</summary>
    [Id(2)] public Int128 StartE8 { get; init; }

    /// <summary>The highest one of the day.</summary>
    [Id(3)] public Int128 PeakE8 { get; init; }

    /// <summary>The deepest loss of the day, from 0.</summary>
    [Id(4)] public Int128 WorstLossE8 { get; init; }

    /// <summary>The deepest drawdown of the day, from 0.</summary>
    [Id(5)] public Int128 WorstDrawdownE8 { get; init; }
}
