namespace Orleans.Serialization;

/// <summary>A value could not travel.</summary>
[GenerateSerializer]
public class SerializerException : Exception
{
    /// <summary>With a message.</summary>
    public SerializerException(string message)
        : base(message)
    {
    }
}

/// <summary>A type neither has <c>[GenerateSerializer]</c> nor a surrogate.</summary>
[GenerateSerializer]
public sealed class CodecNotFoundException : SerializerException
{
    /// <summary>With a message.</summary>
    public CodecNotFoundException(string message)
        : base(message)
    {
    }
}
