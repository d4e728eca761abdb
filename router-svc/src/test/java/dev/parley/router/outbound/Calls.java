package dev.parley.router.outbound;

import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.egress.EgressConfig;
import dev.parley.router.guard.AgentGuards;
import dev.parley.router.guard.GuardConfig;
import dev.parley.router.http.AgentHttpClient;
import dev.parley.router.http.HttpConfig;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.grpc.GrpcBinding;
import dev.parley.router.outbound.grpc.GrpcConfig;
import dev.parley.router.outbound.httpjson.HttpJsonBinding;
import dev.parley.router.outbound.jsonrpc.JsonRpcBinding;
import dev.parley.router.statistics.AgentStatistics;
import dev.parley.router.statistics.StatisticsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A caller of agents with short times, and what came of a call. */
final class Calls implements AutoCloseable {
    static final OutboundConfig CONFIG = new OutboundConfig(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            4 << 20,
            8,
            Duration.ofMillis(300),
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            3,
            List.of(),
            Duration.ofSeconds(30));
    static final HttpConfig HTTP = new HttpConfig(Duration.ofSeconds(2), 100, Duration.ofSeconds(4), 1);

    /** The events of a call in order, and its outcome. */
    record Heard(List<StreamResponse> events, CallOutcome outcome) {
        List<String> kinds() {
            return events.stream()
                    .map(event -> switch (event.getPayloadCase()) {
                        case TASK -> "task " + event.getTask().getStatus().getState();
                        case MESSAGE ->
                            "message " + event.getMessage().getParts(0).getText();
                        case STATUS_UPDATE ->
                            "status " + event.getStatusUpdate().getStatus().getState();
                        case ARTIFACT_UPDATE ->
                            "artifact "
                                    + event.getArtifactUpdate()
                                            .getArtifact()
                                            .getParts(0)
                                            .getText();
                        case PAYLOAD_NOT_SET -> "nothing";
                    })
                    .map(kind -> kind.replace("TASK_STATE_", ""))
                    .toList();
        }
    }

    static final GrpcConfig GRPC =
            new GrpcConfig(10, Duration.ofMinutes(1), Duration.ofMinutes(6), Duration.ofSeconds(20));

    private final AgentHttpClient http;
    private final GrpcBinding grpc;
    final AgentGuards guards;
    final AgentStatistics statistics;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AgentCaller caller;

    Calls() {
        this(CONFIG, HTTP, new TrustConfig(null));
    }

    Calls(OutboundConfig config, HttpConfig httpConfig, TrustConfig trust) {
        this(config, httpConfig, trust, GRPC);
    }

    Calls(OutboundConfig config, HttpConfig httpConfig, TrustConfig trust, GrpcConfig grpcConfig) {
        this(config, httpConfig, trust, grpcConfig, EgressConfig.NONE, Tracing.off());
    }

    /** Through Envoy. */
    Calls(EgressConfig egress) {
        this(CONFIG, HTTP, new TrustConfig(null), GRPC, egress, Tracing.off());
    }

    Calls(Tracing tracing) {
        this(CONFIG, HTTP, new TrustConfig(null), GRPC, EgressConfig.NONE, tracing);
    }

    private Calls(
            OutboundConfig config,
            HttpConfig httpConfig,
            TrustConfig trust,
            GrpcConfig grpcConfig,
            EgressConfig egress,
            Tracing tracing) {
        InstantSource clock = InstantSource.system();
        http = new AgentHttpClient(httpConfig, trust, egress);
        grpc = new GrpcBinding(grpcConfig, httpConfig, config, trust, egress);
        List<AgentBinding> bindings =
                List.of(new JsonRpcBinding(http, config), new HttpJsonBinding(http, config), grpc);
        guards = new AgentGuards(new GuardConfig(10, 5, 50, Duration.ofSeconds(60), 3, 100), clock);
        statistics = new AgentStatistics(new StatisticsConfig(Duration.ofMinutes(10), 10), clock);
        caller = new AgentCaller(
                new AgentOperations(bindings, new Detours(config), egress, new AgentSpans(tracing), clock),
                config,
                guards,
                statistics,
                new CallMetrics(meters),
                clock);
    }

    Heard call(Agent agent) throws Exception {
        return call(agent, hello(), null);
    }

    Heard call(Agent agent, SendMessageRequest request, @Nullable Duration idle) throws Exception {
        return call(agent, request, CallContext.getDefaultInstance(), idle);
    }

    Heard call(Agent agent, SendMessageRequest request, CallContext context, @Nullable Duration idle) throws Exception {
        List<StreamResponse> events = new CopyOnWriteArrayList<>();
        CallOutcome outcome = caller.call(agent, request, context, Optional.ofNullable(idle), events::add);
        return new Heard(List.copyOf(events), outcome);
    }

    Heard resume(Agent agent, String taskId) throws Exception {
        List<StreamResponse> events = new CopyOnWriteArrayList<>();
        CallOutcome outcome = caller.resume(agent, taskId, Optional.empty(), events::add);
        return new Heard(List.copyOf(events), outcome);
    }

    static SendMessageRequest hello() {
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder();
        request.getMessageBuilder()
                .setMessageId("m-1")
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText("hello"));
        return request.build();
    }

    @Override
    public void close() {
        http.close();
        grpc.close();
    }
}
