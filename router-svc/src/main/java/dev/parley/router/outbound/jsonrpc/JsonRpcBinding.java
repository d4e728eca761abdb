package dev.parley.router.outbound.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.http.AgentHttpClient;
import dev.parley.router.http.AgentHttpClient.Accept;
import dev.parley.router.http.HttpExchange;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.AgentBinding;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.ContextHeaders;
import dev.parley.router.outbound.OutboundConfig;
import dev.parley.router.outbound.web.WebAnswer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** JSON-RPC over HTTP (A2A 1.0.1 §9, and 0.3's and 0.2's). */
@Singleton
public final class JsonRpcBinding implements AgentBinding {
    private final AgentHttpClient http;
    private final OutboundConfig config;
    private final AtomicLong nextId = new AtomicLong(1);

    public JsonRpcBinding(AgentHttpClient http, OutboundConfig config) {
        this.http = http;
        this.config = config;
    }

    @Override
    public ProtocolBinding name() {
        return ProtocolBinding.JSONRPC;
    }

    @Override
    public AgentAnswer open(CallTarget target, A2aMethod operation, Message request, CallContext context) {
        if (operation == A2aMethod.GET_EXTENDED_AGENT_CARD && target.isV02()) {
            return cardOfV02(target);
        }
        String id = "r" + nextId.getAndIncrement();
        byte[] body = JsonRpcCalls.request(id, target.version(), operation, request);
        Accept accept = operation.streaming() ? Accept.EVENT_STREAM : Accept.JSON;
        return new WebAnswer(
                http.post(
                        target.place(),
                        body,
                        accept,
                        target.version(),
                        ContextHeaders.of(target.version(), request, context)),
                new JsonRpcContent(operation, target.version(), id),
                target.notStartedStatuses(),
                config.maxAnswerBytes(),
                List.of());
    }

    private AgentAnswer cardOfV02(CallTarget target) {
        List<Supplier<HttpExchange>> asks = V02CardContent.addresses(target.address()).stream()
                .<Supplier<HttpExchange>>map(
                        uri -> () -> http.get(target.place().at(uri), Accept.JSON, target.version(), Map.of()))
                .toList();
        return new WebAnswer(
                asks.getFirst().get(),
                new V02CardContent(),
                target.notStartedStatuses(),
                config.maxAnswerBytes(),
                asks.subList(1, asks.size()));
    }
}
