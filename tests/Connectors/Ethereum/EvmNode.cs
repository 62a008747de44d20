using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Connectors.Ethereum;
using Quern.Connectors.Ethereum.Rpc;

namespace Quern.Connectors.Tests.Ethereum;

/// <summary>
/// A real EVM node on a free port, and the compiled contracts as their authors published them: npm packages that the test installs
/// beside its own binaries, never kept in the repository.
/// </summary>
internal sealed class EvmNode : IAsyncDisposable
{
    private const string NodeVersion = "1.7.1";
    private static readonly string[] Contracts = ["@uniswap/v3-core@1.0.1", "@uniswap/v3-periphery@1.4.4", "@openzeppelin/contracts@3.4.2-solc-0.7"];
    private static readonly Lazy<string?> Problem = new(Install);
    private readonly Process _process;

    private EvmNode(Process process, Uri address)
    {
        _process = process;
        Address = address;
        Rpc = new HttpJsonRpc(new HttpClientTransport(), new RpcOptions { Address = address }, TimeProvider.System);
        Client = new ChainClient(Rpc);
    }

    public Uri Address { get; }

    public IJsonRpc Rpc { get; }

    public ChainClient Client { get; }

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "evm-node");

    private static string Platform { get; } =
        (OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "win32")
        + (RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? "-arm64" : "-amd64");

    private static string Package => $"@foundry-rs/anvil-{Platform}";

    /// <summary>Starts a node, or skips the test and says why.</summary>
    public static async Task<EvmNode> Start(params string[] arguments)
    {
        if (Problem.Value is { } problem)
            Assert.Skip(problem);
        int port = FreePort();
        string binary = Path.Combine(Folder, "node_modules", Package, "bin", OperatingSystem.IsWindows() ? "anvil.exe" : "anvil");
        ProcessStartInfo start = new(binary) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--port", $"{port}", "--silent", "--timestamp", "1700000000", "--hardfork", "shanghai", .. arguments])
            start.ArgumentList.Add(argument);
        EvmNode node = new(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        await node.Client.ChainId(CancellationToken.None);
        return node;
    }

    /// <summary>The creation code of a published contract.</summary>
    public static byte[] Bytecode(string path)
    {
        using JsonDocument artifact = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "node_modules", path)));
        return Hex.Decode(artifact.RootElement.GetProperty("bytecode").GetString()!);
    }

    /// <summary>One of the node's own methods for tests.</summary>
    public Task<JsonElement> Tell(string method, params JsonNode?[] parameters) =>
        Rpc.Send(new RpcRequest(method, parameters), CancellationToken.None);

    public Task Mine() => Tell("evm_mine");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Install()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", Package)) && Directory.Exists(Path.Combine(Folder, "node_modules", "@uniswap")))
            return null;
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "package.json"), "{\"private\":true}");
        ProcessStartInfo start = new(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])["install", "--no-audit", "--no-fund", "--ignore-scripts", $"{Package}@{NodeVersion}", .. Contracts])
            start.ArgumentList.Add(argument);
        try
        {
            using Process npm = Process.Start(start)!;
            string error = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            return npm.ExitCode == 0 ? null : $"npm could not install the EVM node and the contracts: {error.Split('\n')[0]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "No npm on this machine: the test of the live path needs Node.js 20 to install an EVM node.";
        }
    }
}
