namespace Quern.Domain.Orders;

/// <summary>
/// Answers that together prove an order absent. Each counts only when the venue's clock, in that very answer, had passed the expiry of the
/// order's last request, and the later two only after the first.
/// </summary>
[Flags]
public enum AbsenceAnswers : byte
{
    /// <summary>Nothing heard.</summary>
    None = 0,

    /// <summary>The query by client id did not find it.</summary>
    NotFound = 1,

    /// <summary>The fills query shows no trade of it.</summary>
    NoFills = 2,

    /// <summary>The list of open orders lacks it.</summary>
    NotListed = 4,
}
