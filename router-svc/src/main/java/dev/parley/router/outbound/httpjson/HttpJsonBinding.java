package dev.parley.router.outbound.httpjson;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.http.AgentHttpClient;
import dev.parley.router.http.AgentHttpClient.Accept;
import dev.parley.router.http.HttpExchange;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.AgentBinding;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.OutboundConfig;
import dev.parley.router.outbound.web.WebAnswer;
import jakarta.inject.Singleton;
import java.net.URI;

/** HTTP+JSON (A2A 1.0.1 §11): a path and a verb for each operation, bare messages as bodies. */
@Singleton
public final class HttpJsonBinding implements AgentBinding {
    private final AgentHttpClient http;
    private final OutboundConfig config;

    public HttpJsonBinding(AgentHttpClient http, OutboundConfig config) {
        this.http = http;
        this.config = config;
    }

    @Override
    public ProtocolBinding name() {
        return ProtocolBinding.HTTP_JSON;
    }

    @Override
    public AgentAnswer open(CallTarget target, A2aMethod operation, Message request) {
        URI uri = HttpJsonPaths.uri(target, operation, request);
        boolean posts = HttpJsonPaths.posts(operation);
        WebAnswer answer = new WebAnswer(
                posts ? post(uri, target, operation, request) : get(uri, target, operation),
                new HttpJsonContent(operation),
                target.notStartedStatuses(),
                config.maxAnswerBytes());
        // the proto says GET and the text POST: agents are about that know only one of them
        return operation == A2aMethod.SUBSCRIBE_TO_TASK
                ? answer.otherwise(() -> post(uri, target, operation, request))
                : answer;
    }

    private HttpExchange post(URI uri, CallTarget target, A2aMethod operation, Message request) {
        return http.post(uri, ProtoJson.toBytes(request), accept(operation), target.version());
    }

    private HttpExchange get(URI uri, CallTarget target, A2aMethod operation) {
        return http.get(uri, accept(operation), target.version());
    }

    private static Accept accept(A2aMethod operation) {
        return operation.streaming() ? Accept.EVENT_STREAM : Accept.JSON;
    }
}
