namespace Quern.Connectors.Simulated.Wire;

/// <summary>How an instrument's numbers are spelled: its symbol and the decimals of its ticks and lots.</summary>
internal readonly record struct WireScale(string Symbol, int Price, int Quantity);
