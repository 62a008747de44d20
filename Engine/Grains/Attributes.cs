using System.ComponentModel;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans
{
    /// <summary>Names a grain type, instead of the class name without <c>Grain</c> in lower case.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute
    {
        internal string GrainType { get; } = grainType;
    }

    /// <summary>How long callers of a method wait.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
    {
        /// <summary>From the call to its answer, <c>hh:mm:ss</c>.</summary>
        public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The name under which a type, interface or method travels; a promise once it has been stored.</summary>
    [AttributeUsage(
        AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Interface,
        AllowMultiple = true)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        /// <summary>The name.</summary>
        public string Alias { get; } = alias;
    }

    /// <summary>The type never changes after it is made, or the parameter is never changed after it is sent: it is shared inside a silo.</summary>
    [AttributeUsage(
        AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter
        | AttributeTargets.ReturnValue, Inherited = false)]
    public sealed class ImmutableAttribute : Attribute;

    /// <summary>The type travels: code for it is generated.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
    public sealed class GenerateSerializerAttribute : Attribute;

    /// <summary>The number under which a member travels; a promise once it has been stored.</summary>
    [AttributeUsage(
        AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Property
        | AttributeTargets.Field | AttributeTargets.Parameter)]
    public sealed class IdAttribute(uint id) : Attribute
    {
        /// <summary>The number.</summary>
        public uint Id { get; } = id;
    }

    /// <summary>Registers an <see cref="IConverter{TValue, TSurrogate}"/>.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class RegisterConverterAttribute : Attribute;

    /// <summary>Lets a foreign type travel as a surrogate of ours.</summary>
    /// <typeparam name="TValue">The foreign type.</typeparam>
    /// <typeparam name="TSurrogate">Ours, with <see cref="GenerateSerializerAttribute"/>.</typeparam>
    public interface IConverter<TValue, TSurrogate>
        where TSurrogate : struct
    {
        /// <summary>Makes the foreign value.</summary>
        TValue ConvertFromSurrogate(in TSurrogate surrogate);

        /// <summary>Makes the surrogate.</summary>
        TSurrogate ConvertToSurrogate(in TValue value);
    }
}

namespace Orleans.Concurrency
{
    /// <summary>Calls of the method enter at once, also while another call awaits.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    /// <summary>The caller does not wait and never hears of a failure. Order is not promised.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;

    /// <summary>The method changes nothing: such calls interleave with each other.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReadOnlyAttribute : Attribute;

    /// <summary>All calls of the grain interleave at awaits.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ReentrantAttribute : Attribute;

    /// <summary>Holds a value that is shared inside a silo because nobody changes it.</summary>
    [GenerateSerializer, Immutable]
    public readonly struct Immutable<T>
    {
        /// <summary>The value.</summary>
        [Id(0)]
        public readonly T Value;

        /// <summary>Wraps a value.</summary>
        public Immutable(T value) => Value = value;
    }

    /// <summary>Several activations of one grain per silo, made as load asks; calls stay in the caller's silo.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class StatelessWorkerAttribute : PlacementAttribute
    {
        /// <summary>As many workers as there are processors.</summary>
        public StatelessWorkerAttribute()
            : this(-1)
        {
        }

        /// <summary>At most so many workers.</summary>
        /// <param name="maxLocalWorkers">Per silo; −1 for as many as there are processors.</param>
        public StatelessWorkerAttribute(int maxLocalWorkers)
            : base(new StatelessWorkerPlacement(maxLocalWorkers))
        {
        }
    }
}
