package dev.parley.proto.jsonrpc;

import dev.parley.proto.error.A2aException;

/** A JSON-RPC request that cannot be served: the error to answer with, and the id to answer to. */
public final class JsonRpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String idToken;
    private final A2aException error;

    public JsonRpcException(String idToken, A2aException error) {
        super(error.getMessage(), error, false, false);
        this.idToken = idToken;
        this.error = error;
    }

    /** The id as it came, a JSON token; {@code null} (the token) when none could be read. */
    public String idToken() {
        return idToken;
    }

    public A2aException error() {
        return error;
    }
}
