package dev.parley.proto.jsonrpc;

import com.google.protobuf.Message;

/** What a server answered to a JSON-RPC call. */
public sealed interface JsonRpcReply {
    /** @param message of the type that the method names */
    record Result(Message message) implements JsonRpcReply {}

    /**
     * The server's own error, in its own words.
     *
     * @param reason {@code ErrorInfo.reason} when the error carries one, else empty
     */
    record Failure(int code, String message, String reason) implements JsonRpcReply {}
}
