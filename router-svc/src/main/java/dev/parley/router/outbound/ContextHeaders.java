package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes out beside a request: the extensions that the message says it uses and those that the caller activated, by which
 * they are activated with the agent (A2A 1.0.1 §3.2.6), and the caller's trace and baggage. The mesh's own extensions are not the agent's business, but for checkpoints.
 */
public final class ContextHeaders {
    private ContextHeaders() {}

    /** Names in lower case, as metadata has to be, with their values; {@value Extensions#MOST_FOR_AGENTS} extensions at most. */
    public static Map<String, String> of(A2aVersion version, Message request, CallContext context) {
        Map<String, String> headers = new LinkedHashMap<>();
        put(headers, version == A2aVersion.V1_0 ? "a2a-extensions" : "x-a2a-extensions", extensions(request, context));
        put(headers, "traceparent", context.getTraceparent());
        put(headers, "tracestate", context.getTracestate());
        put(headers, "baggage", context.getBaggage());
        return headers;
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
    }

    private static String extensions(Message request, CallContext context) {
        var message = request instanceof SendMessageRequest send
                ? send.getMessage()
                : dev.parley.proto.a2a.v1.Message.getDefaultInstance();
        return String.join(", ", Extensions.activated(message, context));
    }
}
