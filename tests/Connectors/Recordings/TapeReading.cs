using Quern.Connectors.Recordings.Tapes;

namespace Quern.Connectors.Tests.Recordings;

/// <summary>Reads tapes whole.</summary>
internal static class TapeReading
{
    /// <summary>All events of a tape, which is closed then.</summary>
    public static List<TapeEvent> All(ITape tape)
    {
        using (tape)
        {
            var events = new List<TapeEvent>();
            while (tape.TryRead(out TapeEvent step))
                events.Add(step);
            Assert.Equal(1.0, tape.Progress);
            return events;
        }
    }

    /// <summary>Events up to the damage, which has to come, and the damage.</summary>
    public static (List<TapeEvent> Events, TException Error) UntilError<TException>(ITape tape)
        where TException : Exception
    {
        using (tape)
        {
            var events = new List<TapeEvent>();
            var error = Assert.Throws<TException>(() =>
            {
                while (tape.TryRead(out TapeEvent step))
                    events.Add(step);
            });
            return (events, error);
        }
    }
}
