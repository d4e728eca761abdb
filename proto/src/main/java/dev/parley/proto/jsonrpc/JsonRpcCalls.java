package dev.parley.proto.jsonrpc;

import com.google.protobuf.Message;

public final class JsonRpcCalls {
    private JsonRpcCalls() {}

    public static byte[] request(String id, A2aMethod method, Message params) {
        throw new UnsupportedOperationException();
    }

    public static JsonRpcReply readReply(byte[] body, A2aMethod method) {
        throw new UnsupportedOperationException();
    }
}
