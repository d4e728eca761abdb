package dev.parley.proto.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.proto.error.A2aException;

public final class JsonRpcReplies {
    private JsonRpcReplies() {}

    public static byte[] result(String idToken, Message result) {
        throw new UnsupportedOperationException();
    }

    public static byte[] error(String idToken, A2aException error) {
        throw new UnsupportedOperationException();
    }
}
