package dev.parley.router.outbound.httpjson;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.outbound.CallTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the operations that the mesh asks of agents are, below the interface's URL. */
final class HttpJsonPaths {
    private HttpJsonPaths() {}

    static boolean posts(A2aMethod operation) {
        return switch (operation) {
            case SEND_MESSAGE, SEND_STREAMING_MESSAGE, CANCEL_TASK -> true;
            default -> false;
        };
    }

    /**
     * @param prefixed with {@code /v1}, where 0.3 has its paths
     * @param request of 1.0
     */
    static URI uri(CallTarget target, boolean prefixed, A2aMethod operation, Message request) {
        URI base = target.address();
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
        String prefix = prefixed ? "/v1" : "";
        String tenant = target.label().isEmpty() ? "" : "/" + escaped(target.label());
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + prefix + tenant
                + below(target.version(), operation, request) + query);
    }

    private static String below(A2aVersion version, A2aMethod operation, Message request) {
        return switch (request) {
            case GetTaskRequest get -> task(get.getId());
            case CancelTaskRequest cancel -> task(cancel.getId()) + ":cancel";
            case SubscribeToTaskRequest subscribe -> task(subscribe.getId()) + ":subscribe";
            case GetExtendedAgentCardRequest card -> version == A2aVersion.V0_3 ? "/card" : "/extendedAgentCard";
            default -> operation.streaming() ? "/message:stream" : "/message:send";
        };
    }

    private static String task(String id) {
        return "/tasks/" + escaped(id);
    }

    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
