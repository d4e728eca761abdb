package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.each;
import static dev.parley.cli.conformance.v03.V03Checks.on;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03JsonRpcWire;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Reply;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests of 0.3 that lack something, say more than is known, or come many at once. */
final class V03RobustChecks {
    private static final Set<Binding> ALL = EnumSet.of(Binding.JSONRPC, Binding.HTTP_JSON, Binding.GRPC);
    private static final Set<Binding> JSONRPC = EnumSet.of(Binding.JSONRPC);
    private static final int AT_ONCE = 8;

    private V03RobustChecks() {}

    static List<Check> all() {
        return List.of(
                on(JSONRPC, "no-message-id", "8.1", "a message without a messageId is an error", V03RobustChecks::noId),
                should(
                        ALL,
                        "empty-parts",
                        "6.4",
                        "a message with no part in parts is an error",
                        V03RobustChecks::noParts),
                should(
                        JSONRPC,
                        "unknown-part",
                        "6.5",
                        "a part of a kind that does not exist is an error, or makes the task fail",
                        V03RobustChecks::unknownPart),
                should(
                        JSONRPC,
                        "unknown-members",
                        "3.2",
                        "members that 0.3 does not have are ignored",
                        V03RobustChecks::unknownMembers),
                should(
                        JSONRPC,
                        "null-members",
                        "3.2",
                        "optional members that are null count as absent, or are InvalidParams",
                        V03RobustChecks::nullMembers),
                should(
                        JSONRPC,
                        "references",
                        "6.4",
                        "a message may refer to tasks; one that does not exist makes no other error than that",
                        V03RobustChecks::references),
                should(ALL, "long-text", "6.5.1", "a text of 100,000 characters is taken", V03RobustChecks::longText),
                should(
                        JSONRPC,
                        "history-bounds",
                        "7.3.1",
                        "historyLength may be 0 or large; below 0 it is InvalidParams",
                        V03RobustChecks::historyBounds),
                on(JSONRPC, "id-again", "6.11.1", "a request's id may be used again", V03RobustChecks::idAgain),
                each("concurrent", "7.1", "messages sent at once become a task each", V03RobustChecks::concurrent));
    }

    private static Check should(Set<Binding> bindings, String name, String section, String title, Check.OlderBody run) {
        return Check.older(bindings, SHOULD, "v03/" + name, section + " of 0.3", title, run);
    }

    private static ObjectNode message(ObjectNode params) {
        return (ObjectNode) params.path("message");
    }

    private static void noId(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        message(params).remove("messageId");
        agent.refused(V03Method.SEND, params, V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST);
    }

    private static void noParts(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        message(params).putArray("parts");
        agent.refused(V03Method.SEND, params, V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST);
    }

    private static void unknownPart(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        message(params).putArray("parts").addObject().put("kind", "smell").put("smell", "coffee");
        Reply reply = agent.wire().call(V03Method.SEND, params);
        if (reply instanceof Reply.Result result
                && V03Agent.state(result.body()).matches("failed|rejected")) {
            return;
        }
        agent.refused(reply, V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST, V03Error.CONTENT_TYPE_NOT_SUPPORTED);
    }

    private static void unknownMembers(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE).put("memberOfALaterVersion", "x");
        message(params).put("memberOfALaterVersion", "x");
        agent.result(V03Method.SEND, params);
    }

    private static void nullMembers(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        message(params).putNull("metadata").putNull("contextId").putNull("taskId");
        Reply reply = agent.wire().call(V03Method.SEND, params);
        if (!(reply instanceof Reply.Result)) {
            agent.refused(reply, V03Error.INVALID_PARAMS);
        }
    }

    private static void references(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode known = agent.task(Script.COMPLETE);
        ObjectNode valid = agent.message(Script.COMPLETE);
        message(valid).putArray("referenceTaskIds").add(known.path("id"));
        agent.result(V03Method.SEND, valid);
        ObjectNode unknown = agent.message(Script.COMPLETE);
        message(unknown).putArray("referenceTaskIds").add(probe.unknownId());
        Reply reply = agent.wire().call(V03Method.SEND, unknown);
        if (!(reply instanceof Reply.Result)) {
            agent.refused(reply, V03Error.TASK_NOT_FOUND, V03Error.INVALID_PARAMS);
        }
    }

    private static void longText(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        ((ObjectNode) message(params).path("parts").path(0)).put("text", "0123456789".repeat(10_000));
        agent.result(V03Method.SEND, params);
    }

    private static void historyBounds(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode id = V03Agent.id(agent.task(Script.COMPLETE));
        agent.result(V03Method.GET, id.deepCopy().put("historyLength", 1_000_000));
        agent.result(V03Method.GET, id.deepCopy().put("historyLength", 0));
        agent.refused(V03Method.GET, id.put("historyLength", -1), V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST);
    }

    private static void idAgain(AgentProbe probe, Binding binding) {
        V03JsonRpcWire wire = (V03JsonRpcWire) V03Agent.of(probe, binding).wire();
        String request = "{\"jsonrpc\":\"2.0\",\"id\":\"the-same\",\"method\":\"tasks/get\",\"params\":{\"id\":\"%s\"}}"
                .formatted(probe.unknownId());
        for (int i = 0; i < 2; i++) {
            HttpReply reply = wire.post(request.getBytes(UTF_8), Map.of());
            String id = reply.json().map(json -> json.path("id").asText()).orElse("no JSON");
            expect(id.equals("the-same"), "an answer to the id \"the-same\"", reply.described());
        }
    }

    private static void concurrent(AgentProbe probe, Binding binding) throws InterruptedException {
        V03Agent agent = V03Agent.of(probe, binding);
        List<Future<JsonNode>> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                ObjectNode params = agent.message(Script.COMPLETE);
                sent.add(threads.submit(() -> agent.result(V03Method.SEND, params)));
            }
            Set<String> tasks = new HashSet<>();
            for (Future<JsonNode> one : sent) {
                JsonNode result = resultOf(one);
                if (result.path("kind").asText().equals("message")) {
                    throw new Verdict.Skipped("the agent answers with a Message and makes no task");
                }
                tasks.add(result.path("id").asText());
            }
            expect(tasks.size() == AT_ONCE, AT_ONCE + " tasks", tasks);
            ObjectNode one = Probe.object().put("id", tasks.iterator().next());
            List<Future<JsonNode>> got = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                got.add(threads.submit(() -> agent.result(V03Method.GET, one)));
            }
            for (Future<JsonNode> task : got) {
                expect(resultOf(task).path("id").equals(one.path("id")), "the task " + one.path("id"), "another");
            }
        }
    }

    private static JsonNode resultOf(Future<JsonNode> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }
}
