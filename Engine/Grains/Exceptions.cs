namespace Orleans.Runtime;

/// <summary>Something in the engine went wrong.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    /// <summary>Without words.</summary>
    public OrleansException()
    {
    }

    /// <summary>With a message.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A call was refused or lost. It may have run all the same.</summary>
[GenerateSerializer]
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The silo that was called is gone. The call may have run all the same.</summary>
[GenerateSerializer]
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>With a standard message.</summary>
    public SiloUnavailableException()
        : base("The silo is unavailable.")
    {
    }

    /// <summary>With a message.</summary>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
