using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Transport.Sockets;

namespace Quern.Client.Offline.Pools;

/// <summary>The nodes named on the command line, as one.</summary>
internal sealed class Nodes : IDisposable
{
    private readonly List<IDisposable> _connections = [];

    public Nodes(string[] addresses, int? quorum, TimeProvider time)
    {
        var http = new SocketHttpTransport(new(), time);
        _connections.Add(http);
        List<IJsonRpc> endpoints = [];
        foreach (string address in addresses)
        {
            var options = new RpcOptions { Address = new(address), TimeOut = TimeSpan.FromSeconds(30), Attempts = 5 };
            if (options.Address.Scheme is "http" or "https")
            {
                endpoints.Add(new HttpJsonRpc(http, options, time));
                continue;
            }

            var socket = new LastingSocketJsonRpc(new SocketWebSocketTransport(new(), time), options, time);
            _connections.Add(socket);
            endpoints.Add(socket);
        }

        Client = new(endpoints.Count == 1 ? endpoints[0] : new CheckedJsonRpc(endpoints, quorum ?? 2));
    }

    public ChainClient Client { get; }

    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme is "http" or "https" or "ws" or "wss");

    public void Dispose() => _connections.ForEach(static connection => connection.Dispose());
}
