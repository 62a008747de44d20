using Microsoft.Extensions.Logging;
using Quern.Connectors.Ethereum.Following;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;
using Quern.Grains.Interfaces.Pools;

namespace Quern.Grains.Pools;

/// <inheritdoc cref="IPoolGrain"/>
public sealed class PoolGrain(ChainDirectory chains, TimeProvider time, ILogger<PoolGrain> logger) : Grain, IPoolGrain
{
    private readonly CancellationTokenSource _ending = new();
    private string _key = "";
    private ChainConnection _chain = null!;
    private PoolWatch _watch = null!;
    private PoolReadingMessage? _reading;
    private long _readAt;
    private long _version;
    private string _why = "not read yet";

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.GetPrimaryKeyString();
        (_chain, PoolSettings pool) = chains.PoolOf(_key);
        ChainSettings settings = _chain.Settings;
        _watch = new(_chain.Client, settings.Chain, pool.Address, pool.Accounts, settings.Depth);
        this.RegisterGrainTimer(LookNow, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = settings.Every, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ending.Cancel();
        _ending.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Wake() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task HandOver()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<PoolView> Look()
    {
        await LookNow();
        return View();
    }

    /// <inheritdoc/>
    public Task<PoolView> GetView() => Task.FromResult(View());

    private async Task LookNow()
    {
        // The stamp is of before the question: an answer that was long on its way is as old as the question.
        long asked = time.GetTimestamp();
        try
        {
            await _chain.RequireRight(_ending.Token);
            PoolReading reading = await _watch.Look(_ending.Token);
            if (_version++ == 0)
                logger.PoolFollowed(_key, reading.Block.Number);
            _reading = Message(reading);
            _readAt = asked;
            _why = "";
        }
        catch (Exception error)
        {
            // Whatever went wrong, what we knew is of a block that may be gone: no number is better than an old one.
            if (_why != error.Message)
                logger.PoolUnknown(_key, error.Message);
            _reading = null;
            _why = error.Message;
        }
    }

    private PoolView View()
    {
        PoolReadingMessage? reading = _reading;
        string why = _why;
        if (reading is not null && time.GetElapsedTime(_readAt) > _chain.Settings.Stale)
            (reading, why) = (null, $"the newest look is {time.GetElapsedTime(_readAt).TotalSeconds:0} s old");
        return new() { Pool = _key, State = reading is null ? "unknown" : "following", Why = why, Reading = reading, Version = _version };
    }

    private static PoolReadingMessage Message(PoolReading reading)
    {
        PoolPositionRow[] positions = [.. reading.Positions.Select(position => Row(position, reading.State.SqrtPriceX96))];
        return new()
        {
            Block = reading.Block.Number,
            BlockHash = reading.Block.Hash,
            BlockTime = reading.Block.Timestamp,
            FinalBlock = reading.FinalBlock ?? 0,
            Token0 = reading.Token0,
            Token1 = reading.Token1,
            FeePips = reading.Tier.FeePips,
            TickSpacing = reading.Tier.TickSpacing,
            SqrtPriceX96 = reading.State.SqrtPriceX96,
            Tick = reading.State.Tick,
            Liquidity = reading.State.Liquidity,
            Positions = positions,
            Delta0 = positions.Aggregate(UInt256.Zero, static (sum, row) => sum + row.Delta0),
            ValueInToken1 = positions.Aggregate(UInt256.Zero, static (sum, row) => sum + row.ValueInToken1),
        };
    }

    private static PoolPositionRow Row(ValuedPosition position, UInt256 sqrtPriceX96)
    {
        PositionValue value = position.Value;
        return new()
        {
            TokenId = position.Owned.TokenId,
            Account = position.Owned.Account,
            TickLower = position.Owned.Record.TickLower,
            TickUpper = position.Owned.Record.TickUpper,
            Liquidity = position.Owned.Record.Position.Liquidity,
            Principal0 = value.Principal.Amount0,
            Principal1 = value.Principal.Amount1,
            Fees0 = value.Fees.Amount0,
            Fees1 = value.Fees.Amount1,
            IsInRange = value.IsInRange,
            Delta0 = value.Delta0,
            ValueInToken1 = value.InToken1(sqrtPriceX96),
        };
    }
}
