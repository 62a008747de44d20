using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Connectors.Ethereum.Abi;
using Quern.Connectors.Ethereum.Following;
using Quern.Connectors.Ethereum.Rpc;
using Quern.Connectors.Transport;
using Quern.Domain.Pools;

namespace Quern.Connectors.Tests.Ethereum;

[Trait("Category", "unit")]
public sealed class JsonRpcTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_of_a_batch_are_matched_by_id_in_any_order()
    {
        ScriptedHttp http = new(requests => (200, $"[{string.Join(',', requests.Reverse().Select(Echo))}]"));
        HttpJsonRpc rpc = Rpc(http, batchSize: 3);

        IReadOnlyList<RpcAnswer> answers = await rpc.Send([.. Enumerable.Range(0, 7).Select(static i => new RpcRequest($"m{i}"))], Cancellation);

        Assert.Equal(["m0", "m1", "m2", "m3", "m4", "m5", "m6"], answers.Select(static answer => answer.Value.GetString()));
        Assert.Equal(3, http.Calls);
    }

    [Theory]
    [InlineData(429), InlineData(500), InlineData(503), InlineData(0), InlineData(-1)]
    public async Task What_may_pass_is_tried_again_and_then_given_up(int status)
    {
        ScriptedHttp http = new(requests => status switch
        {
            0 => throw new HttpTransportException("cut", mayHaveHappened: true),
            -1 => (200, "<html>"),
            _ => (status, ""),
        });

        await Assert.ThrowsAsync<RpcUnavailableException>(() => Rpc(http).Send(new RpcRequest("eth_chainId"), Cancellation));
        Assert.Equal(3, http.Calls);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_not_tried_again()
    {
        string data = Convert.ToHexStringLower(new AbiFunction("Error(string)").Encode("STF"));
        ScriptedHttp http = new(_ => (200, $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted","data":"0x{{{data}}}"}}"""));

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => Rpc(http).Send(new RpcRequest("eth_call"), Cancellation));

        Assert.Equal((3, true, "STF", 1), (refused.Code, refused.IsRevert, refused.RevertReason, http.Calls));
    }

    [Fact]
    public async Task A_range_that_is_too_large_is_halved_until_the_node_agrees()
    {
        List<(ulong From, ulong To)> served = [];
        ScriptedHttp http = new(requests =>
        {
            JsonElement request = requests[0];
            JsonElement filter = request.GetProperty("params")[0];
            ulong from = Convert.ToUInt64(filter.GetProperty("fromBlock").GetString(), 16);
            ulong to = Convert.ToUInt64(filter.GetProperty("toBlock").GetString(), 16);
            if (to - from >= 1_000)
                return (200, $$$"""{"id":{{{request.GetProperty("id")}}},"error":{"code":-32005,"message":"query returned more than 10000 results"}}""");
            served.Add((from, to));
            return (200, $$"""{"id":{{request.GetProperty("id")}},"result":[]}""");
        });

        await new ChainClient(Rpc(http)).Logs(Address.Zero, topic: null, 1, 5_000, Cancellation);

        Assert.Equal(1UL, served[0].From);
        Assert.Equal(5_000UL, served[^1].To);
        Assert.All(served.Zip(served.Skip(1)), static pair => Assert.Equal(pair.First.To + 1, pair.Second.From));
    }

    [Fact]
    public async Task Addresses_with_tokens_in_them_stay_out_of_messages()
    {
        ScriptedHttp http = new(_ => (500, ""));
        HttpJsonRpc rpc = new(http, new() { Address = new("https://node.example/v3/secret-token"), Attempts = 1, FirstBackoff = TimeSpan.Zero }, TimeProvider.System);

        Exception problem = await Assert.ThrowsAsync<RpcUnavailableException>(() => rpc.Send(new RpcRequest("eth_chainId"), Cancellation));

        Assert.Contains("node.example", problem.ToString());
        Assert.DoesNotContain("secret-token", problem.ToString());
    }

    [Fact]
    public async Task A_transaction_goes_to_the_relay_alone_when_there_is_one()
    {
        ScriptedHttp open = new(requests => (200, Echo(requests[0])));
        ScriptedHttp relay = new(requests => (200, Echo(requests[0])));
        CheckedJsonRpc rpc = new([Rpc(open), Rpc(open)], quorum: 2, Rpc(relay));

        await new ChainClient(rpc).SendRaw([2, 1], Cancellation);

        Assert.Equal((0, 1), (open.Calls, relay.Calls));
    }

    [Fact]
    public async Task A_chain_that_goes_back_further_than_remembered_is_called_lost()
    {
        string fork = "a";
        ScriptedHttp http = new(requests => (200, Chain(requests[0], fork, head: 20)));
        ChainFollower follower = new(new ChainClient(Rpc(http)), Address.Zero, finalityDepth: 4);
        follower.Start(new BlockHeader(10, "0xa10", "0xa9", 10, default));
        ChainStep step = await follower.Advance(maximumBlocks: 6, Cancellation);
        Assert.Equal(Enumerable.Range(11, 6), step.Added.Select(static block => (int)block.Header.Number));
        Assert.Equal(12UL, step.FinalBlock);

        fork = "b";
        await Assert.ThrowsAsync<ChainLostException>(() => follower.Advance(maximumBlocks: 6, Cancellation));
    }

    [Fact]
    public async Task A_web_socket_carries_requests_and_subscriptions()
    {
        ScriptedSocket socket = new();
        SocketJsonRpc rpc = new(socket, new("ws://node.example"), TimeSpan.FromSeconds(5), TimeProvider.System);
        List<ulong> heads = [];
        Task subscribed = rpc.Subscribe(head => heads.Add(BlockHeader.Read(head).Number), Cancellation, "newHeads");
        socket.Open();
        await subscribed;

        IReadOnlyList<RpcAnswer> answers = await rpc.Send([new("first"), new("second")], Cancellation);
        socket.Say("""{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"eth_subscribe","result":{"number":"0x7","hash":"0x1","parentHash":"0x0","timestamp":"0x1"}}}""");
        socket.IsSilent = true;
        Task<JsonElement> lost = rpc.Send(new RpcRequest("lost"), Cancellation);
        rpc.Close();

        Assert.Equal(["first", "second"], answers.Select(static answer => answer.Value.GetString()));
        Assert.Equal([7UL], heads);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => lost);
        Assert.Equal("closed by us", await rpc.Closed);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => rpc.Send(new RpcRequest("late"), Cancellation));
    }

    [Fact]
    public async Task A_batch_over_a_web_socket_is_one_frame_per_hundred()
    {
        ScriptedSocket socket = new() { OpensAlone = true };
        using LastingSocketJsonRpc rpc = new(socket, Quickly(), TimeProvider.System);

        IReadOnlyList<RpcAnswer> answers = await rpc.Send([.. Enumerable.Range(0, 250).Select(static i => new RpcRequest($"m{i}"))], Cancellation);

        Assert.Equal(Enumerable.Range(0, 250).Select(static i => $"m{i}"), answers.Select(static answer => answer.Value.GetString()));
        Assert.Equal(3, socket.Frames);
    }

    [Fact]
    public async Task A_lost_web_socket_is_opened_again_with_its_questions_and_subscriptions()
    {
        ScriptedSocket socket = new() { OpensAlone = true };
        using LastingSocketJsonRpc rpc = new(socket, Quickly(), TimeProvider.System);
        List<ulong> heads = [];
        await rpc.Subscribe(head => heads.Add(BlockHeader.Read(head).Number), Cancellation, "newHeads");

        socket.IsSilent = true;
        Task<JsonElement> asked = rpc.Send(new RpcRequest("asked"), Cancellation);
        socket.Close();
        socket.IsSilent = false;

        Assert.Equal("asked", (await asked).GetString());
        Assert.True(socket.Opened >= 2);
        for (int wait = 0; wait < 1_000 && heads.Count == 0; wait++)
        {
            socket.Say("""{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"eth_subscribe","result":{"number":"0x9","hash":"0x1","parentHash":"0x0","timestamp":"0x1"}}}""");
            await Task.Delay(5, Cancellation);
        }

        Assert.Contains(9UL, heads);
    }

    [Fact]
    public async Task A_node_that_lies_is_outvoted_and_extra_members_are_no_lie()
    {
        ScriptedHttp honest = new(requests => (200, Block(requests[0], "0xaa", "")));
        ScriptedHttp chatty = new(requests => (200, Block(requests[0], "0xaa", ",\"totalDifficulty\":\"0x1\"")));
        ScriptedHttp liar = new(requests => (200, Block(requests[0], "0xbb", "")));

        BlockHeader? agreed = await new ChainClient(new CheckedJsonRpc([Rpc(honest), Rpc(chatty)], quorum: 2)).Block(BlockTag.At(1), Cancellation);
        BlockHeader? outvoted = await new ChainClient(new CheckedJsonRpc([Rpc(liar), Rpc(honest), Rpc(chatty)], quorum: 2)).Block(BlockTag.At(1), Cancellation);

        Assert.Equal(("0xaa", "0xaa"), (agreed!.Hash, outvoted!.Hash));
        await Assert.ThrowsAsync<RpcDisagreementException>(() =>
            new ChainClient(new CheckedJsonRpc([Rpc(liar), Rpc(honest)], quorum: 2)).Block(BlockTag.At(1), Cancellation));
    }

    [Fact]
    public async Task A_transport_that_fails_tells_no_path()
    {
        ScriptedHttp http = new(_ => throw new HttpTransportException("POST https://node.example/v3/secret-token: refused", mayHaveHappened: false));
        HttpJsonRpc rpc = new(http, new() { Address = new("https://node.example/v3/secret-token"), Attempts = 1, FirstBackoff = TimeSpan.Zero }, TimeProvider.System);

        Exception problem = await Assert.ThrowsAsync<RpcUnavailableException>(() => rpc.Send(new RpcRequest("eth_chainId"), Cancellation));

        Assert.Contains("refused", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", problem.ToString(), StringComparison.Ordinal);
    }

    private static RpcOptions Quickly() => new() { Attempts = 5, FirstBackoff = TimeSpan.FromMilliseconds(5), TimeOut = TimeSpan.FromSeconds(10) };

    private static string Block(JsonElement request, string hash, string more) =>
        $$$"""{"id":{{{request.GetProperty("id")}}},"result":{"number":"0x1","hash":"{{{hash}}}","parentHash":"0x0","timestamp":"0x1"{{{more}}}}}""";

    private static HttpJsonRpc Rpc(ScriptedHttp http, int batchSize = 100) => new(
        http, new() { Attempts = 3, FirstBackoff = TimeSpan.Zero, BatchSize = batchSize }, TimeProvider.System);

    // The result of a request is its method's name.
    private static string Echo(JsonElement request) =>
        $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":"{{request.GetProperty("method").GetString()}}"}""";

    private static string Chain(JsonElement request, string fork, ulong head)
    {
        string id = request.GetProperty("id").GetRawText();
        switch (request.GetProperty("method").GetString())
        {
            case "eth_blockNumber":
                return $$"""{"id":{{id}},"result":"0x{{head:x}}"}""";
            case "eth_getLogs":
                return $$"""{"id":{{id}},"result":[]}""";
            default:
                ulong number = Convert.ToUInt64(request.GetProperty("params")[0].GetString(), 16);
                return $$$"""{"id":{{{id}}},"result":{"number":"0x{{{number:x}}}","hash":"0x{{{fork}}}{{{number}}}","parentHash":"0x{{{fork}}}{{{number - 1}}}","timestamp":"0x{{{number:x}}}"}}""";
        }
    }

    private sealed class ScriptedHttp(Func<JsonElement[], (int Status, string Body)> answer) : IHttpTransport
    {
        public int Calls { get; private set; }

        public Task<HttpReply> Send(HttpCall call, CancellationToken cancellation)
        {
            Calls++;
            using JsonDocument document = JsonDocument.Parse(call.Body);
            JsonElement root = document.RootElement.Clone();
            (int status, string body) = answer(root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray()] : [root]);
            return Task.FromResult(new HttpReply(status, [], Encoding.UTF8.GetBytes(body)));
        }
    }

    /// <summary>Echoes requests out of the caller's stack, as a transport must.</summary>
    private sealed class ScriptedSocket : IWebSocketTransport, IWebSocketConnection
    {
        private IWebSocketHandler? _handler;

        public bool IsSilent { get; set; }

        /// <summary>Connections that open by themselves; after a close the next one does too.</summary>
        public bool OpensAlone { get; init; }

        public int Opened { get; private set; }

        public int Frames { get; private set; }

        public bool IsOpen { get; private set; }

        public IWebSocketConnection Open(Uri address, IWebSocketHandler handler)
        {
            _handler = handler;
            Opened++;
            if (OpensAlone)
                ThreadPool.QueueUserWorkItem(_ => Open());
            return this;
        }

        public void Open()
        {
            IsOpen = true;
            _handler!.OnOpened();
        }

        public void Say(string frame) => _handler!.OnFrame(Encoding.UTF8.GetBytes(frame), 0);

        public bool TrySend(ReadOnlySpan<byte> frame)
        {
            if (!IsOpen)
                return false;
            JsonElement request = JsonSerializer.Deserialize<JsonElement>(frame);
            Frames++;
            string reply = request.ValueKind is JsonValueKind.Array
                ? $"[{string.Join(',', request.EnumerateArray().Reverse().Select(Echo))}]"
                : Echo(request);
            if (!IsSilent)
                ThreadPool.QueueUserWorkItem(_ => Say(reply));
            return true;
        }

        public void Close()
        {
            IsOpen = false;
            _handler!.OnClosed("closed by us");
        }
    }
}
