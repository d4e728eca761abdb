package dev.parley.router.outbound.httpjson;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
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

    static URI uri(CallTarget target, A2aMethod operation, Message request) {
        URI base = target.address();
        String path = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
        String tenant = target.label().isEmpty() ? "" : "/" + escaped(target.label());
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        return URI.create(
                base.getScheme() + "://" + base.getRawAuthority() + path + tenant + below(operation, request) + query);
    }

    private static String below(A2aMethod operation, Message request) {
        return switch (request) {
            case GetTaskRequest get -> task(get.getId());
            case CancelTaskRequest cancel -> task(cancel.getId()) + ":cancel";
            case SubscribeToTaskRequest subscribe -> task(subscribe.getId()) + ":subscribe";
            case GetExtendedAgentCardRequest card -> "/extendedAgentCard";
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
