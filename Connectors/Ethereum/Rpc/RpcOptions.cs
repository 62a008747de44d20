using System.ComponentModel.DataAnnotations;

namespace Quern.Connectors.Ethereum.Rpc;

/// <summary>How one endpoint is used.</summary>
public sealed class RpcOptions
{
    /// <summary>Where. May hold an access token, so it is never logged: its host is.</summary>
    [Required]
    public Uri Address { get; set; } = new("http://127.0.0.1:8545");

    /// <summary>How long one attempt may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan TimeOut { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Attempts in all. Default 4. Everything Quern asks is safe to repeat: a transaction sent twice is the same transaction.
    /// </summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 4;

    /// <summary>Wait before the second attempt; doubles each time. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Requests in one HTTP call; larger batches are split. Default 100.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 100;
}
