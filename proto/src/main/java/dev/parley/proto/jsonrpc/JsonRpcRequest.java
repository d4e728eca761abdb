package dev.parley.proto.jsonrpc;

import com.google.protobuf.Message;

public record JsonRpcRequest(String idToken, A2aMethod method, Message params) {
    public static JsonRpcRequest read(byte[] body) {
        throw new UnsupportedOperationException();
    }
}
