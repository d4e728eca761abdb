package dev.parley.kit.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** Attributes of our spans: OpenTelemetry's names where it has one, A2A's words behind {@code a2a.} where it has none. */
public final class SpanNames {
    public static final AttributeKey<String> METHOD = AttributeKey.stringKey("a2a.method.name");
    public static final AttributeKey<String> TASK = AttributeKey.stringKey("a2a.task.id");
    public static final AttributeKey<String> CONTEXT = AttributeKey.stringKey("a2a.context.id");
    public static final AttributeKey<String> STATE = AttributeKey.stringKey("a2a.task.state");
    public static final AttributeKey<String> AGENT = AttributeKey.stringKey("a2a.agent.id");
    public static final AttributeKey<String> BINDING = AttributeKey.stringKey("a2a.protocol.binding");
    public static final AttributeKey<String> VERSION = AttributeKey.stringKey("a2a.protocol.version");
    /** JSON-RPC's number of the error that an A2A call ended with. */
    public static final AttributeKey<Long> ERROR_CODE = AttributeKey.longKey("rpc.jsonrpc.error_code");

    /** On a span that a service behind the front begins for a caller's request which the front cannot tell from others. */
    public static final AttributeKey<Boolean> DECIDED_HERE = AttributeKey.booleanKey("parley.sampling.here");

    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    public static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system");
    public static final AttributeKey<String> RPC_SERVICE = AttributeKey.stringKey("rpc.service");
    public static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
    public static final AttributeKey<Long> GRPC_STATUS = AttributeKey.longKey("rpc.grpc.status_code");
    public static final AttributeKey<String> HTTP_METHOD = AttributeKey.stringKey("http.request.method");
    public static final AttributeKey<String> HTTP_ROUTE = AttributeKey.stringKey("http.route");
    public static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");
    public static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    public static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    private SpanNames() {}
}
