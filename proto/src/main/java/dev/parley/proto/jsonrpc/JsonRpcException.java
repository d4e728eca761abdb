package dev.parley.proto.jsonrpc;

import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON-RPC request that cannot be served: the error to answer with, and the id to answer to. */
public final class JsonRpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String idToken;
    private final A2aException error;
    private final @Nullable WireMethod method;

    public JsonRpcException(String idToken, A2aException error) {
        this(idToken, error, null);
    }

    JsonRpcException(String idToken, A2aException error, @Nullable WireMethod method) {
        super(error.getMessage(), error, false, false);
        this.idToken = idToken;
        this.error = error;
        this.method = method;
    }

    /** The id as it came, a JSON token; {@code null} (the token) when none could be read. */
    public String idToken() {
        return idToken;
    }

    /** The version of the method; empty when none could be read. */
    public Optional<A2aVersion> version() {
        return Optional.ofNullable(method).map(WireMethod::version);
    }

    @Nullable
    WireMethod method() {
        return method;
    }

    public A2aException error() {
        return error;
    }
}
