using Quern.Connectors.Ethereum.Abi;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>The node answered, and refused.</summary>
/// <param name="code">For example −32000; 3 for a revert on many nodes.</param>
/// <param name="reason">The node's words.</param>
/// <param name="data">What a reverted call returned; empty otherwise.</param>
public sealed class RpcException(int code, string reason, byte[] data)
    : Exception(data.Length > 0 ? $"{reason} ({code}): {Revert.Describe(data)}" : $"{reason} ({code})")
{
    /// <summary>The node's code.</summary>
    public int Code => code;

    /// <summary>The node's words.</summary>
    public string Reason => reason;

    /// <summary>Whether a call was run and reverted, so that asking again is useless.</summary>
    public bool IsRevert => code == 3 || data.Length > 0 || reason.Contains("revert", StringComparison.OrdinalIgnoreCase);

    /// <summary>The contract's own reason of a revert: its string, or empty.</summary>
    public string RevertReason => data.Length > 0 ? Revert.Describe(data) : "";
}

/// <summary>No node answered: what was asked may or may not have happened.</summary>
/// <param name="message">What was tried; never a secret.</param>
/// <param name="inner">The last cause.</param>
public sealed class RpcUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Nodes contradict each other about something that cannot change: one of them lies or is broken.</summary>
/// <param name="message">Who said what.</param>
public sealed class RpcDisagreementException(string message) : Exception(message);
