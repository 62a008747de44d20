using Microsoft.Extensions.Logging;
using Quern.Domain.Orders;

namespace Quern.Client.Offline.Simulate.Checks;

/// <summary>Hears the system's log as an operator would, and counts the alarms of its order managers.</summary>
/// <param name="story">Warnings and errors are told here.</param>
public sealed class Alarms(Story story) : ILoggerFactory, ILogger
{
    private readonly Dictionary<(string Account, OrderAlertKind Kind), int> _counts = [];

    /// <summary>How often an account raised that alarm.</summary>
    public int Count(string account, OrderAlertKind kind) => _counts.GetValueOrDefault((account, kind));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (logLevel < LogLevel.Warning)
            return;
        if (story.IsKept)
            story.Tell("log", formatter(state, exception));
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return;

        string? account = null;
        OrderAlertKind? kind = null;
        foreach ((string name, object? value) in values)
        {
            account = name == "Account" ? value as string : account;
            kind = value is OrderAlertKind alert ? alert : kind;
        }

        if (account is not null && kind is { } raised)
            _counts[(account, raised)] = Count(account, raised) + 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
