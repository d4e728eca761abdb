package dev.parley.edge.websocket;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.connection.Upgrade;
import dev.parley.edge.http.Replies;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a connection becomes a WebSocket. An upgrade on the mesh's or an agent's own URL comes here too ({@link Upgrade}).
 * What is refused is refused as on every other path, before the handshake.
 */
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
final class WebSocketController {
    // browsers cannot set headers here
    private static final Set<String> IN_QUERY =
            Set.of("a2a-version", "a2a-extensions", "x-a2a-extensions", "last-event-id", "idempotency-key");
    private static final List<String> OF_ONE_REQUEST = List.of("Last-Event-ID", "Idempotency-Key");

    private final WebSockets sockets;
    private final CallerScope callers;
    private final Endpoints endpoints;
    private final ExtendedCards extendedCards;
    private final int maxMessageBytes;

    WebSocketController(
            WebSockets sockets,
            CallerScope callers,
            Endpoints endpoints,
            ExtendedCards extendedCards,
            EdgeConfig config) {
        this.sockets = sockets;
        this.callers = callers;
        this.endpoints = endpoints;
        this.extendedCards = extendedCards;
        this.maxMessageBytes = config.maxBodyBytes();
    }

    @Get("/ws")
    HttpResponse<?> mesh(HttpRequest<?> request) {
        return open(Endpoints.MESH, request);
    }

    @Get("/ws/agents/{agentId}")
    HttpResponse<?> agent(String agentId, HttpRequest<?> request) {
        return open(agentId, request);
    }

    private HttpResponse<?> open(String agentId, HttpRequest<?> request) {
        Connection connection = Connection.of(request);
        Upgrade upgrade = connection.upgrade().orElse(null);
        if (upgrade == null) {
            return upgradeRequired("No upgrade (expected: Connection: Upgrade, Upgrade: websocket)");
        }
        String fault = upgrade.fault().orElse(null);
        if (fault != null) {
            return upgradeRequired(fault);
        }
        CallHeaders handshake = handshake(upgrade, request);
        callers.run(handshake, () -> check(agentId, handshake));
        Session session = sockets.open(new Handshake(agentId, handshake, extendedCards.at(request)));
        connection.onLeave(() -> sockets.leave(session));
        return upgrade.grant(session, maxMessageBytes);
    }

    private boolean check(String agentId, CallHeaders handshake) {
        for (String name : OF_ONE_REQUEST) {
            if (handshake.first(name) != null) {
                throw A2aException.invalidParams(
                        name, "at the handshake (expected: in serviceParameters of the request that it is for)");
            }
        }
        ProtocolVersion.requireKnown(ProtocolVersion.text(handshake));
        endpoints.requireAgent(agentId);
        return true;
    }

    private static CallHeaders handshake(Upgrade upgrade, HttpRequest<?> request) {
        return name -> IN_QUERY.contains(name.toLowerCase(Locale.ROOT))
                ? Stream.of(upgrade.header(name), request.getParameters().getAll(name))
                        .flatMap(List::stream)
                        .toList()
                : upgrade.header(name);
    }

    private static HttpResponse<?> upgradeRequired(String fault) {
        return Replies.restError(new A2aException(A2aErrorCode.INVALID_REQUEST, fault))
                .status(426, "Upgrade Required")
                .header(HttpHeaders.UPGRADE, "websocket")
                .header("Sec-WebSocket-Version", "13");
    }
}
