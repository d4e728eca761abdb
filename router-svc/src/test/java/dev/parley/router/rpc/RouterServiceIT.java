package dev.parley.router.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.util.Durations;
import dev.parley.kit.health.HealthMonitor;
import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.kit.rpc.RpcServer;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentLeftOut;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.proto.router.v1.AgentActivity;
import dev.parley.proto.router.v1.AgentActivityRequest;
import dev.parley.proto.router.v1.CallEnd.Outcome;
import dev.parley.proto.router.v1.CallEvent;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import dev.parley.proto.router.v1.ExtendedCardReply;
import dev.parley.proto.router.v1.ExtendedCardRequest;
import dev.parley.proto.router.v1.Go;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RemoteTaskReply;
import dev.parley.proto.router.v1.RemoteTaskRequest;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouteRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceBlockingStub;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.router.v1.TaskWireRequest;
import dev.parley.router.agent.Eventually;
import dev.parley.router.agent.Json;
import dev.parley.router.agent.ScriptedAgent;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole service: its own context, a real PostgreSQL, gRPC on both sides, a real HTTP agent. */
@Timeout(60)
class RouterServiceIT {
    private static EmbeddedPostgres postgres;
    private static RpcServer registryServer;
    private static FakeRegistry registry;
    private static MeshService service;
    private static ManagedChannel channel;
    private static RouterServiceBlockingStub router;

    private ScriptedAgent agent;

    @BeforeAll
    static void startService() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        registry = new FakeRegistry();
        registryServer = RpcServer.inProcess("router-it-registry", List.of(registry));
        service = MeshService.start(
                "router",
                Map.of(
                        "datasources.default.url", postgres.getJdbcUrl("postgres", "postgres"),
                        "datasources.default.username", "postgres",
                        "datasources.default.password", "",
                        "parley.services.registry", "in-process:router-it-registry",
                        "parley.services.router", "in-process:router-it",
                        "parley.router.wire.enabled", "true"));
        channel = RpcChannels.open("in-process:router-it");
        router = RouterServiceGrpc.newBlockingStub(channel);
    }

    @AfterAll
    static void stopService() throws Exception {
        channel.shutdownNow();
        service.close();
        registryServer.close();
        postgres.close();
    }

    @BeforeEach
    void startAgent() throws Exception {
        agent = new ScriptedAgent();
    }

    @AfterEach
    void stopAgent() {
        agent.close();
    }

    private static final CallStep GO =
            CallStep.newBuilder().setGo(Go.getDefaultInstance()).build();

    private static RouteDecision route(Need need, String taskId) {
        return router.route(
                RouteRequest.newBuilder().setNeed(need).setTaskId(taskId).build());
    }

    private static RouteDecision routeTo(String agentId) {
        return router.route(RouteRequest.newBuilder().setAgentId(agentId).build());
    }

    private static List<CallEvent> all(Iterator<CallEvent> stream) {
        List<CallEvent> events = new ArrayList<>();
        stream.forEachRemaining(events::add);
        return events;
    }

    /** A call that is let go as soon as it is taken; what comes after that, or instead. */
    private static List<CallEvent> all(CallRequest request) throws Exception {
        BlockingClientCall<CallStep, CallEvent> call = offered(request);
        List<CallEvent> events = new ArrayList<>();
        for (CallEvent event = call.read(); event != null; event = call.read()) {
            if (event.hasTaken()) {
                call.write(GO);
                call.halfClose();
            } else {
                events.add(event);
            }
        }
        return events;
    }

    private static BlockingClientCall<CallStep, CallEvent> offered(CallRequest request) throws Exception {
        BlockingClientCall<CallStep, CallEvent> call =
                RouterServiceGrpc.newBlockingV2Stub(channel).call();
        call.write(CallStep.newBuilder().setRequest(request).build());
        return call;
    }

    private static CallRequest call(String agentId) {
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder();
        request.getMessageBuilder().setMessageId("m").addPartsBuilder().setText("hello");
        return CallRequest.newBuilder().setAgentId(agentId).setRequest(request).build();
    }

    @Test
    void namedAgent_isItsOnlyCandidate() {
        registry.put(agent.registered("named", true));

        RouteDecision decision = routeTo("named");

        assertThat(decision.getCandidatesList()).singleElement().satisfies(candidate -> {
            assertThat(candidate.getAgentId()).isEqualTo("named");
            assertThat(candidate.getAgentName()).isEqualTo("Agent named");
            assertThat(candidate.getLatencyMs()).isEqualTo(100);
        });
        assertThat(decision.getSummary()).isEqualTo("named was called by name.");
        assertThat(registry.searches).isEmpty();
    }

    @Test
    void unknownAgent_isNotFound() {
        assertThatThrownBy(() -> routeTo("nobody"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(RpcErrors.fromStatus(e).code()).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND));
    }

    @Test
    void agentInMaintenance_isRefusedWithAdviceAndAFailedOneIsNot() {
        registry.put(agent.registered("resting", true).toBuilder()
                .setStatus(AgentStatus.AGENT_STATUS_MAINTENANCE)
                .build());
        registry.put(agent.registered("failed", true).toBuilder()
                .setStatus(AgentStatus.AGENT_STATUS_FAILED)
                .build());

        assertThatThrownBy(() -> routeTo("resting")).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(RpcErrors.fromStatus(e).code()).isEqualTo(A2aErrorCode.OVERLOADED);
            assertThat(RpcErrors.fromStatus(e).retryAfter()).isPresent();
        });
        assertThat(routeTo("failed").getCandidatesCount()).isEqualTo(1);
    }

    @Test
    void needThatSaysNothing_isInvalid() {
        assertThatThrownBy(() -> route(Need.newBuilder().setText("  ").build(), ""))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(RpcErrors.fromStatus(e).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS));
    }

    @Test
    void need_isScoredAndTheDecisionStored() throws Exception {
        Agent cheap = agent.registered("cheap", true).toBuilder()
                .setRouting(RoutingMetadata.newBuilder().setCostPerRequest(0.001))
                .build();
        Agent dear = agent.registered("dear", true).toBuilder()
                .setRouting(RoutingMetadata.newBuilder().setCostPerRequest(5))
                .build();
        Agent likely = agent.registered("likely", true);
        registry.answer = FindAgentsReply.newBuilder()
                .addMatches(AgentMatch.newBuilder().setAgent(dear).setSimilarity(0.95))
                .addMatches(AgentMatch.newBuilder()
                        .setAgent(likely)
                        .setSimilarity(0.9)
                        .setSkillId("s1"))
                .addMatches(AgentMatch.newBuilder().setAgent(cheap).setSimilarity(0.4))
                .addLeftOut(AgentLeftOut.newBuilder()
                        .setAgentId("far")
                        .setReason("BELOW_FLOOR")
                        .setDetail("similarity 0.21, floor 0.30"))
                .setFloor(0.30)
                .build();

        RouteDecision decision =
                route(Need.newBuilder().setText("weather").setMaxCost(1).build(), "task-stored");

        assertThat(decision.getCandidatesList())
                .extracting(dev.parley.proto.router.v1.Candidate::getAgentId)
                .containsExactly("likely", "cheap");
        assertThat(decision.getRemovedList())
                .extracting(dev.parley.proto.router.v1.Removed::getReason)
                .containsExactly("MAX_COST", "BELOW_FLOOR");
        assertThat(decision.getFloor()).isEqualTo(0.30);
        Eventually.await(() -> "likely 2 0.9".equals(stored()));
    }

    private static String stored() throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT agent_id || ' ' || jsonb_array_length(decision->'candidates')
                               || ' ' || (decision->'candidates'->0->>'similarity')
                        FROM router.route_decision WHERE tenant = 'default' AND task_id = 'task-stored'""")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @Test
    void nobodyCanServe_isAnAnswerWithReasons() {
        registry.answer = FindAgentsReply.newBuilder()
                .addLeftOut(AgentLeftOut.newBuilder()
                        .setAgentId("far")
                        .setReason("BELOW_FLOOR")
                        .setDetail("similarity 0.21, floor 0.30"))
                .setFloor(0.30)
                .build();

        RouteDecision decision =
                route(Need.newBuilder().setText("fly me to the moon").build(), "");

        assertThat(decision.getCandidatesList()).isEmpty();
        assertThat(decision.getSummary())
                .isEqualTo("No agent can do \"fly me to the moon\": 1 looked at: far: similarity 0.21, floor 0.30.");
    }

    @Test
    void call_streamsEventsThenOneEnd() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) -> reply.stream()
                        .event(Json.task("t1", "WORKING"))
                        .event(Json.status("t1", "COMPLETED"))
                        .end());
        registry.put(agent.registered("caller", true));

        List<CallEvent> events = all(call("caller"));

        assertThat(events).hasSize(3);
        assertThat(events.get(0).getAgentEvent().getTask().getId()).isEqualTo("t1");
        assertThat(events.get(2).getEnd().getOutcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void callOfAnUnknownAgent_endsNotStarted() throws Exception {
        List<CallEvent> events = all(call("gone"));

        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.getEnd().getOutcome()).isEqualTo(Outcome.NOT_STARTED));
    }

    @Test
    void callerThatLeaves_closesTheAgentsConnection() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        agent.on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(Json.task("t1", "WORKING"));
            while (!never.await(10, TimeUnit.MILLISECONDS)) {
                reply.raw(": beat\n\n");
            }
        });
        registry.put(agent.registered("left", true));

        BlockingClientCall<CallStep, CallEvent> call = offered(call("left"));
        assertThat(call.read().hasTaken()).isTrue();
        call.write(GO);
        assertThat(call.read().hasAgentEvent()).isTrue();
        assertThat(agent.openConnections()).isEqualTo(1);
        assertThat(activity("left", "never-called"))
                .extracting(AgentActivity::getAgentId, AgentActivity::getConnectionCount)
                .containsExactly(tuple("left", 1), tuple("never-called", 0));
        assertThat(activity("left").getFirst().getMessageRate()).isPositive();
        call.cancel("leaves", null);

        Eventually.await(() -> agent.openConnections() == 0);
        Eventually.await(() -> activity("left").getFirst().getConnectionCount() == 0);
    }

    @Test
    void callThatIsNotLetGo_neverReachesTheAgent() throws Exception {
        AtomicInteger called = new AtomicInteger();
        agent.on("SendStreamingMessage", (request, reply) -> {
            called.incrementAndGet();
            reply.stream().event(Json.task("t1", "COMPLETED")).end();
        });
        registry.put(agent.registered("offered", true));

        BlockingClientCall<CallStep, CallEvent> silent = offered(call("offered"));
        BlockingClientCall<CallStep, CallEvent> closed = offered(call("offered"));
        BlockingClientCall<CallStep, CallEvent> left = offered(call("offered"));
        assertThat(closed.read().hasTaken()).isTrue();
        closed.halfClose();
        assertThat(left.read().hasTaken()).isTrue();
        left.cancel("leaves", null);

        assertThat(closed.read().getEnd().getOutcome()).isEqualTo(Outcome.NOT_ASKED);
        assertThat(silent.read().hasTaken()).isTrue();
        assertThat(silent.read().getEnd().getOutcome()).isEqualTo(Outcome.NOT_ASKED);
        assertThat(called).hasValue(0);
    }

    @Test
    void stepsOutOfOrder_areRefused() throws Exception {
        registry.put(agent.registered("ordered", true));
        BlockingClientCall<CallStep, CallEvent> early =
                RouterServiceGrpc.newBlockingV2Stub(channel).call();
        early.write(GO);
        BlockingClientCall<CallStep, CallEvent> twice = offered(call("ordered"));
        twice.write(CallStep.newBuilder().setRequest(call("ordered")).build());
        BlockingClientCall<CallStep, CallEvent> nothing =
                RouterServiceGrpc.newBlockingV2Stub(channel).call();
        nothing.halfClose();

        for (BlockingClientCall<CallStep, CallEvent> wrong : List.of(early, twice, nothing)) {
            assertThatThrownBy(() -> {
                        while (wrong.read() != null) {
                            // taken, before the second request came
                        }
                    })
                    .isInstanceOfSatisfying(
                            StatusException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        }
    }

    private static List<AgentActivity> activity(String... ids) {
        return router.getAgentActivity(AgentActivityRequest.newBuilder()
                        .addAllAgentIds(List.of(ids))
                        .build())
                .getAgentsList();
    }

    @Test
    void resumeGetAndCancel_reachTheAgent() {
        agent.on(
                "SubscribeToTask",
                (request, reply) -> reply.stream()
                        .event(Json.task("t1", "WORKING"))
                        .event(Json.status("t1", "COMPLETED"))
                        .end());
        agent.on("GetTask", (request, reply) -> reply.result(Json.bareTask("t1", "WORKING")));
        agent.on("CancelTask", (request, reply) -> reply.error(-32002, "too late"));
        registry.put(agent.registered("tasks", true));
        RemoteTaskRequest one = RemoteTaskRequest.newBuilder()
                .setAgentId("tasks")
                .setRemoteTaskId("t1")
                .setTaskId("asked-beside")
                .build();

        List<CallEvent> resumed = all(router.resume(ResumeRequest.newBuilder()
                .setAgentId("tasks")
                .setRemoteTaskId("t1")
                .build()));
        RemoteTaskReply got = router.getRemoteTask(one);
        RemoteTaskReply cancelled = router.cancelRemoteTask(one);

        assertThat(resumed).hasSize(4);
        assertThat(resumed.getFirst().hasTaken()).isTrue();
        assertThat(got.getTask().getId()).isEqualTo("t1");
        assertThat(cancelled.getFailure().getAgentErrorCode()).isEqualTo(-32002);
        assertThat(router.getTaskWire(TaskWireRequest.newBuilder()
                                .setTaskId("asked-beside")
                                .build())
                        .getRecordsList())
                .filteredOn(record -> record.getDirection().equals("mesh > agent"))
                .extracting(record -> record.getBody().replaceAll("(?s).*\"method\":\"(\\w+)\".*", "$1"))
                .containsExactly("GetTask", "CancelTask");
    }

    @Test
    void wire_showsTheAgentsSideOfATask() throws Exception {
        agent.on(
                "SendStreamingMessage",
                (request, reply) ->
                        reply.stream().event(Json.task("t1", "COMPLETED")).end());
        registry.put(agent.registered("wired", true));

        all(call("wired").toBuilder().setTaskId("task-on-the-wire").build());
        TaskWireReply wire = router.getTaskWire(
                TaskWireRequest.newBuilder().setTaskId("task-on-the-wire").build());

        assertThat(wire.getKept()).isTrue();
        assertThat(wire.getRecordsList().getFirst()).satisfies(sent -> {
            assertThat(sent.getDirection()).isEqualTo("mesh > agent");
            assertThat(sent.getHead()).startsWith("POST http://").contains("a2a-version: 1.0");
            assertThat(sent.getBody()).contains("SendStreamingMessage", "hello");
        });
        assertThat(wire.getRecordsList().stream()
                        .filter(record -> record.getDirection().equals("agent > mesh"))
                        .map(record -> record.getHead() + record.getBody())
                        .toList()
                        .toString())
                .contains("200", "text/event-stream", "COMPLETED");
        assertThat(router.getTaskWire(
                                TaskWireRequest.newBuilder().setTaskId("other").build())
                        .getRecordsList())
                .isEmpty();
    }

    @Test
    void extendedCard_isAskedOfTheAgent() {
        agent.on("GetExtendedAgentCard", (request, reply) -> reply.result("{\"name\":\"More\",\"version\":\"7\"}"));
        agent.on(
                "agent/getAuthenticatedExtendedCard",
                (request, reply) -> reply.result("{\"name\":\"Old\",\"url\":\"http://a.example/\",\"version\":\"1\"}"));
        registry.put(agent.registered("more", true));
        registry.put(agent.registeredAsV03("old", true));

        assertThat(extendedCard("more").getCard().getName()).isEqualTo("More");
        assertThat(extendedCard("old").getCard().getName()).isEqualTo("Old");
        assertThat(extendedCard("old").getCard().getSupportedInterfaces(0).getUrl())
                .isEqualTo("http://a.example/");
        agent.on("GetExtendedAgentCard", (request, reply) -> reply.error(-32007, "none"));
        assertThat(extendedCard("more").getFailure().getAgentErrorCode()).isEqualTo(-32007);
        assertThat(extendedCard("nobody").getFailure().getOutcome()).isEqualTo(Outcome.NOT_STARTED);
    }

    private static ExtendedCardReply extendedCard(String agentId) {
        return router.getExtendedAgentCard(
                ExtendedCardRequest.newBuilder().setAgentId(agentId).build());
    }

    @Test
    void silentAgent_endsGetRemoteTaskInTime() {
        CountDownLatch never = new CountDownLatch(1);
        agent.on("GetTask", (request, reply) -> never.await());
        registry.put(agent.registered("mute", true));

        RemoteTaskReply reply = router.getRemoteTask(RemoteTaskRequest.newBuilder()
                .setAgentId("mute")
                .setRemoteTaskId("t1")
                .setTimeout(Durations.fromMillis(200))
                .build());

        assertThat(reply.getFailure().getOutcome()).isEqualTo(Outcome.SILENT);
        assertThat(reply.getFailure().getReason()).isEqualTo("the agent did not answer GetTask within 200 ms");
        never.countDown();
    }

    @Test
    void health_tellsOfRegistryAndDatabase() throws Exception {
        HealthMonitor health = service.context().getBean(HealthMonitor.class);

        Eventually.await(health::isReady);
        Eventually.await(() -> health.states().get("postgres").up());
        assertThat(health.states().get("registry").fact()).endsWith("agents");
    }
}
