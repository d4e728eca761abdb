package dev.parley.router.outbound.httpjson;

import com.google.protobuf.Message;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.http.AgentAddress;
import dev.parley.router.http.AgentHttpClient;
import dev.parley.router.http.AgentHttpClient.Accept;
import dev.parley.router.http.HttpExchange;
import dev.parley.router.outbound.AgentAnswer;
import dev.parley.router.outbound.AgentBinding;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.ContextHeaders;
import dev.parley.router.outbound.OutboundConfig;
import dev.parley.router.outbound.ProtoWords;
import dev.parley.router.outbound.web.WebAnswer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** HTTP+JSON (A2A 1.0.1 §11, and 0.3's below {@code /v1}): a path and a verb for each operation, bare messages as bodies. */
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
    public AgentAnswer open(CallTarget target, A2aMethod operation, Message request, CallContext context) {
        Call call = new Call(target, operation, request, context);
        boolean old = target.version() == A2aVersion.V0_3;
        return new WebAnswer(
                call.begin(HttpJsonPaths.posts(operation), old),
                new HttpJsonContent(target, operation),
                target.notStartedStatuses(),
                config.maxAnswerBytes(),
                call.others(old));
    }

    private final class Call {
        private final CallTarget target;
        private final A2aMethod operation;
        private final Message request;
        private final CallContext context;

        Call(CallTarget target, A2aMethod operation, Message request, CallContext context) {
            this.target = target;
            this.operation = operation;
            this.request = request;
            this.context = context;
        }

        /** @param prefixed with {@code /v1} */
        HttpExchange begin(boolean post, boolean prefixed) {
            AgentAddress at = target.place().at(HttpJsonPaths.uri(target, prefixed, operation, request));
            Accept accept = operation.streaming() ? Accept.EVENT_STREAM : Accept.JSON;
            A2aVersion version = target.version();
            Map<String, String> headers = ContextHeaders.of(version, request, context);
            return post
                    ? http.post(at, ProtoJson.toBytes(ProtoWords.request(target, request)), accept, version, headers)
                    : http.get(at, accept, version, headers);
        }

        /** Where else the operation is with agents that are about, when there is nothing where it should be. */
        List<Supplier<HttpExchange>> others(boolean old) {
            List<Supplier<HttpExchange>> others = new ArrayList<>();
            if (operation == A2aMethod.SUBSCRIBE_TO_TASK) {
                // the proto says GET and the text POST
                others.add(() -> begin(true, old));
            }
            if (old) {
                // an interface whose URL ends in /v1 already
                others.add(() -> begin(HttpJsonPaths.posts(operation), false));
            }
            return others;
        }
    }
}
