namespace Quern.Connectors.Tests.Recordings.Captures;

/// <summary>A few sound lines of each venue.</summary>
internal static class CaptureSamples
{
    public const string Kraken = """
        wss://ws.kraken.com <-> 1618678132.3858151
        1618678132.8: {"connectionID":17843232920108168701,"event":"systemStatus","status":"online","version":"1.8.3"}
        1618678133.5: [7,{"as":[["0.50","2.00","1618678100.1"],["0.60","3.00","1618678101.1"]],"bs":[["0.40","1.00","1618678102.25"]]},"book-2","A/B"]
        1618678134.5: [7,{"a":[["0.55","9.00","1618678103.1"]]},{"b":[["0.40","0.00","1618678104.1"],["0.35","5.00","1618678104.1","r"]],"c":"1"},"book-2","A/B"]
        1618678134.6: [8,[["0.50","1.00","1618678103.5","s","l",""]],"trade","A/B"]

        """;

    public const string Coinbase = """
        wss://ws-feed.pro.coinbase.com <- 1618677817.02: {"type":"subscribe"}
        1618677817.0: {"type":"subscriptions","channels":[{"name":"level2","product_ids":["A-B"]}]}
        1618677817.1: {"type":"snapshot","product_id":"A-B","asks":[["0.6","19.22"],["0.7","29.65"]],"bids":[["0.5","1"]]}
        1618677817.2: {"type":"l2update","product_id":"A-B","changes":[["sell","0.6","0.00"],["buy","0.51","660.5"]],"time":"2021-04-17T16:43:37.075687Z"}
        1618677817.3: {"type":"match","trade_id":2,"side":"buy","size":"0.4","price":"0.5","product_id":"A-B","sequence":9,"time":"2021-04-17T16:43:37.1Z"}
        1618677817.4: {"type":"ticker","product_id":"A-B","best_bid":"0.5","best_ask":"0.6","time":"2021-04-17T16:43:37.1Z"}

        """;

    public const string Deribit = """
        wss://www.deribit.com/ws/api/v2 <-> 1626993723.424371
        1626993723.8: {"jsonrpc":"2.0","id":0,"result":["book.A.raw"]}
        1626993723.9: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.A.raw","data":{"type":"snapshot","timestamp":1626993723632,"instrument_name":"A","change_id":5,"bids":[["new",5e-4,10.0]],"asks":[["new",0.001,1.0]]}}}
        1626993724.9: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.A.raw","data":{"type":"change","timestamp":1626993723633,"prev_change_id":5,"instrument_name":"A","change_id":6,"bids":[["delete",0.0005,0.0]],"asks":[]}}}
        1626993725.8: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.A.raw","data":{"timestamp":1626993723634,"instrument_name":"A","best_bid_price":0.0,"best_bid_amount":0.0,"best_ask_price":0.001,"best_ask_amount":1.0}}}
        1626993725.9: {"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.A.raw","data":[{"trade_seq":3,"timestamp":1626993723634,"price":0.001,"instrument_name":"A","direction":"sell","amount":2}]}}

        """;

    public const string Okx = """
        wss://ws.okx.com:8443/ws/v5/public <-> 1646003666.6408682
        1646003667.6: {"event":"subscribe","arg":{"channel":"books","instId":"A-B"}}
        1646003667.7: {"arg":{"channel":"books","instId":"A-B"},"action":"snapshot","data":[{"asks":[["3366.8","9","10","3"],["3368","8","3","4"]],"bids":[["3366.1","7","0","3"]],"ts":"1646003667575","checksum":5,"prevSeqId":-1,"seqId":10}]}
        1646003667.8: {"arg":{"channel":"books","instId":"A-B"},"action":"update","data":[{"asks":[["3366.8","0","0","0"]],"bids":[["3366.25","0.5","0","1"]],"ts":"1646003667675","checksum":-6,"prevSeqId":10,"seqId":12}]}
        1646003667.9: {"arg":{"channel":"trades","instId":"A-B"},"data":[{"instId":"A-B","tradeId":"47","px":"3366.5","sz":"0.25","side":"sell","ts":"1646003667695"}]}
        1646003668.0: {"arg":{"channel":"tickers","instId":"A-B"},"data":[{"instId":"A-B","askPx":"3368","askSz":"8","bidPx":"","bidSz":"","ts":"1646003667695"}]}

        """;
}
