using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Quern.Engine.Runtime;
using Quern.Engine.Serialization;

namespace Quern.Engine.Persistence;

/// <summary>Storage in memory, as bytes, shared by the silos of a cluster: it outlives each of them, as a database would.</summary>
internal sealed class MemoryGrainStorage(Cluster cluster, string storageName) : IGrainStorage
{
    private readonly Records _records = (Records)cluster.Shared.GetOrAdd($"storage/{storageName}", static _ => new Records());

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Delay();
        if (_records.TryGetValue((stateName, grainId), out Record? record))
        {
            grainState.State = CodecOf<T>.Value.Read(new CanonicalReader(record.Bytes));
            grainState.ETag = record.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = Activator.CreateInstance<T>();
            grainState.ETag = null;
            grainState.RecordExists = false;
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var writer = new CanonicalWriter();
        CodecOf<T>.Value.Write(writer, grainState.State!);
        byte[] bytes = writer.ToArray();
        await Delay();
        lock (_records)
        {
            Record? stored = Check(stateName, grainId, grainState.ETag);
            long version = stored is null ? 1 : stored.Version + 1;
            Record written = new(bytes, version);
            _records[(stateName, grainId)] = written;
            grainState.ETag = written.ETag;
            grainState.RecordExists = true;
        }
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Delay();
        lock (_records)
        {
            Check(stateName, grainId, grainState.ETag);
            _records.TryRemove((stateName, grainId), out _);
        }

        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private Record? Check(string stateName, GrainId grainId, string? etag)
    {
        Record? stored = _records.GetValueOrDefault((stateName, grainId));
        if (stored?.ETag != etag)
            throw new InconsistentStateException($"State '{stateName}' of {grainId} was written by somebody else.", stored?.ETag, etag);
        return stored;
    }

    private Task Delay()
    {
        TimeSpan delay = cluster.Dispatcher.StorageDelay;
        return delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, cluster.Time);
    }

    private sealed class Records : ConcurrentDictionary<(string State, GrainId Grain), Record>;

    private sealed record Record(byte[] Bytes, long Version)
    {
        public string ETag { get; } = Version.ToString(CultureInfo.InvariantCulture);
    }
}
