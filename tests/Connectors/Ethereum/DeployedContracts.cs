using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Contracts;
using Quern.Connectors.Ethereum.Cryptography;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Ethereum.Transactions;
using Quern.Domain.Numerics;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>The real contracts on a node of our own, two tokens, and three funded users.</summary>
internal sealed class DeployedContracts
{
    private readonly EvmNode _node;

    private DeployedContracts(EvmNode node) => _node = node;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The node's public development keys.</summary>
    public PrivateKey[] Users { get; } =
    [
        PrivateKey.Parse("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
        PrivateKey.Parse("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
        PrivateKey.Parse("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    ];

    public Chain Chain { get; private set; } = Chain.Ethereum;

    public Address Token0 { get; private set; }

    public Address Token1 { get; private set; }

    public PositionManagerContract Manager => new(Chain.PositionManager);

    public SwapRouterContract Router => new(Chain.SwapRouter!.Value);

    public static async Task<DeployedContracts> Deploy(EvmNode node)
    {
        DeployedContracts deployed = new(node);
        await deployed.DeployAll();
        return deployed;
    }

    /// <summary>Creates a pool at a price and returns its address, which must be the derived one.</summary>
    public async Task<Address> CreatePool(uint fee, UInt256 sqrtPrice)
    {
        await Send(Users[0], Manager.CreateAndInitializePoolIfNecessary(Token0, Token1, fee, sqrtPrice));
        FactoryContract factory = new(Chain.Factory);
        Address derived = factory.PoolAddress(Token0, Token1, fee);
        byte[] answer = await _node.Client.Call(factory.GetPool(Token0, Token1, fee), BlockTag.Latest, Cancellation);
        Assert.Equal(derived, FactoryContract.GetPoolFunction.Decode(answer)[0].Address);
        return derived;
    }

    /// <summary>Signs and sends; waits for nothing.</summary>
    public async Task<string> Post(PrivateKey user, ContractCall? call, ReadOnlyMemory<byte> creation = default)
    {
        SignedTransaction signed = new Eip1559Transaction
        {
            ChainId = Chain.Id,
            Nonce = await _node.Client.TransactionCount(user.Address, BlockTag.Pending, Cancellation),
            MaxPriorityFeePerGas = 1UL,
            MaxFeePerGas = 100_000_000_000UL,
            GasLimit = 8_000_000,
            To = call?.To,
            Data = call?.Data ?? creation,
        }.Sign(user);
        return await _node.Client.SendRaw(signed.Raw, Cancellation);
    }

    /// <summary>Sends while the node mines each transaction at once, and returns its receipt.</summary>
    public async Task<TransactionReceipt> Send(PrivateKey user, ContractCall? call, ReadOnlyMemory<byte> creation = default)
    {
        string hash = await Post(user, call, creation);
        TransactionReceipt? receipt = null;
        for (int wait = 0; receipt is null && wait < 1_000; wait++)
        {
            receipt = await _node.Client.Receipt(hash, Cancellation);
            if (receipt is null)
                await Task.Delay(5, Cancellation);
        }

        Assert.NotNull(receipt);
        Assert.True(receipt.IsSuccess, $"{hash} reverted.");
        return receipt;
    }

    private async Task DeployAll()
    {
        Chain = Chain with { Name = "local", Id = await _node.Client.ChainId(Cancellation) };
        Address[] tokens = [await Token("One"), await Token("Two")];
        Array.Sort(tokens);
        (Token0, Token1) = (tokens[0], tokens[1]);
        Address factory = await Create("@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json", "()");
        Address manager = await Periphery("NonfungiblePositionManager", "(address,address,address)", factory, Token0, Address.Zero);
        Address router = await Periphery("SwapRouter", "(address,address)", factory, Token0);
        Address quoter = await Create(
            "@uniswap/v3-periphery/artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json", "(address,address)", factory, Token0);
        Chain = Chain with { Factory = factory, PositionManager = manager, SwapRouter = router, Quoter = quoter };

        UInt256 share = UInt256.PowerOfTen(50);
        foreach (PrivateKey user in Users)
        {
            foreach (Address token in tokens)
            {
                TokenContract contract = new(token);
                if (user != Users[0])
                    await Send(Users[0], contract.Transfer(user.Address, share));
                await Send(user, contract.Approve(manager, UInt256.MaxValue));
                await Send(user, contract.Approve(router, UInt256.MaxValue));
            }
        }
    }

    private Task<Address> Token(string name) => Create(
        "@openzeppelin/contracts/build/contracts/ERC20PresetFixedSupply.json", "(string,string,uint256,address)",
        $"Token {name}", name, UInt256.PowerOfTen(60), Users[0].Address);

    private Task<Address> Periphery(string name, string types, params AbiValue[] values) =>
        Create($"@uniswap/v3-periphery/artifacts/contracts/{name}.sol/{name}.json", types, values);

    private async Task<Address> Create(string artifact, string types, params AbiValue[] values)
    {
        byte[] code = [.. EvmNode.Bytecode(artifact), .. AbiCodec.Encode(AbiType.Parse(types), values)];
        return (await Send(Users[0], null, code)).ContractAddress!.Value;
    }
}
