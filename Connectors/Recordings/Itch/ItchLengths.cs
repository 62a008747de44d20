namespace Quern.Connectors.Recordings.Itch;

/// <summary>How long each message of ITCH 5.0 is.</summary>
/// <remarks>Nasdaq TotalView-ITCH 5.0, sections 1.1 to 1.8: the type letter counts, the two bytes before it do not.</remarks>
internal static class ItchLengths
{
    private static readonly byte[] ByType = Build();

    /// <summary>Bytes of a message; 0 when no message has this type.</summary>
    public static int Of(byte type) => ByType[type];

    private static byte[] Build()
    {
        var lengths = new byte[256];
        lengths['S'] = 12; // system event
        lengths['R'] = 39; // stock directory
        lengths['H'] = 25; // trading action
        lengths['Y'] = 20; // short sale restriction
        lengths['L'] = 26; // market participant's position
        lengths['V'] = 35; // circuit breaker: levels
        lengths['W'] = 12; // circuit breaker: status
        lengths['K'] = 28; // IPO quoting period
        lengths['J'] = 35; // auction collar
        lengths['h'] = 21; // operational halt
        lengths['A'] = 36; // add order
        lengths['F'] = 40; // add order, with its participant
        lengths['E'] = 31; // order executed
        lengths['C'] = 36; // order executed, with its price
        lengths['X'] = 23; // order cancelled in part
        lengths['D'] = 19; // order deleted
        lengths['U'] = 35; // order replaced
        lengths['P'] = 44; // trade against a hidden order
        lengths['Q'] = 40; // cross trade
        lengths['B'] = 19; // broken trade
        lengths['I'] = 50; // net order imbalance
        lengths['N'] = 20; // retail price improvement
        lengths['O'] = 48; // direct listing with capital raise
        return lengths;
    }
}
