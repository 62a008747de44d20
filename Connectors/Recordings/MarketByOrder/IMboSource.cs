namespace Quern.Connectors.Recordings.MarketByOrder;

/// <summary>Market-by-order records of a file, whichever way it writes them.</summary>
internal interface IMboSource : IDisposable
{
    IReadOnlyList<string> Symbols { get; }

    /// <summary>Records left behind.</summary>
    long RecordsRead { get; }

    double Progress { get; }

    /// <summary>Looks at the next record; the same again until it is left behind.</summary>
    bool TryPeek(out MboRecord record);

    void Leave();

    /// <summary>What is wrong with the record that is being looked at, to be thrown.</summary>
    RecordingException Damage(string problem);
}
