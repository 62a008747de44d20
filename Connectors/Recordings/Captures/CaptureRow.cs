using Quern.Connectors.Recordings.Tapes;
using Quern.Domain.Instruments;

namespace Quern.Connectors.Recordings.Captures;

/// <summary>One level of a message as the venue wrote it; a size of zero removes it.</summary>
internal readonly record struct CaptureRow(Side Side, WrittenDecimal Price, WrittenDecimal Size);

/// <summary>When a message was stamped, Unix nanoseconds; 0 when the venue gave no time.</summary>
internal readonly record struct CaptureStamp(long VenueNs, long ReceiveNs);
