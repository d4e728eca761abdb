package dev.parley.cli.conformance.callers;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Fault;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.cli.conformance.wire.Wire;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.Arrays;
import java.util.List;

/** A caller without credentials, and a second caller whom {@code --other-header} makes known. */
public final class CallerChecks {
    private static final A2aMethod CREATE = A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG;
    private static final A2aMethod GET = A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG;
    private static final A2aMethod LIST = A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS;
    private static final A2aMethod DELETE = A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG;

    private CallerChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "callers/every-operation",
                                "13.1",
                                "an agent that demands credentials gives no operation to who has none",
                                CallerChecks::everyOperation)
                        .covers("AUTH-SCOPE-001", "AUTH-SERVER-002", "BIND-EQUIV-004"),
                Check.each(
                                MUST,
                                "callers/extended-card",
                                "3.1.11",
                                "an agent that demands credentials gives its extended card to nobody without",
                                CallerChecks::extendedCard)
                        .covers("CARD-EXT-001"),
                Check.each(
                                MUST,
                                "callers/list",
                                "13.1",
                                "ListTasks shows nobody the tasks of another caller",
                                CallerChecks::list)
                        .covers("AUTH-SCOPE-002"),
                Check.each(
                                MUST,
                                "callers/hidden",
                                "3.3.2",
                                "another caller's task, and what belongs to it, is answered like one that does not exist",
                                CallerChecks::hidden)
                        .covers("AUTH-SCOPE-001", "AUTH-SCOPE-003"));
    }

    private static Wire nobody(Probe probe) {
        if (!probe.card().isProtected()) {
            throw new Verdict.Skipped("the card demands no credentials");
        }
        return probe.anonymous();
    }

    /** 401 or 403 in the words of the binding; JSON-RPC has no number for it, so any but those of the specification. */
    private static boolean isDenied(Reply reply) {
        return switch (reply) {
            case Reply.Result result -> false;
            case Reply.Garbled garbled -> garbled.why().matches("(?s).*HTTP 40[13] .*");
            case Reply.Refused refused -> isDenied(refused.fault());
        };
    }

    private static boolean isDenied(Fault fault) {
        return switch (fault.binding()) {
            case JSONRPC, WEBSOCKET ->
                Arrays.stream(SpecError.values())
                        .noneMatch(error -> fault.code().equals(Integer.toString(error.jsonRpc())));
            case HTTP_JSON -> fault.code().matches("40[13]");
            case GRPC -> fault.code().matches("UNAUTHENTICATED|PERMISSION_DENIED");
        };
    }

    private static void denied(A2aMethod method, Reply reply) {
        expect(isDenied(reply), method.wireName() + " refused as not authenticated or not allowed", reply.described());
    }

    private static void everyOperation(Probe probe) {
        Wire nobody = nobody(probe);
        ObjectNode unknown = Probe.taskId(probe.unknownId());
        ObjectNode config = Probe.object().put("taskId", probe.unknownId()).put("url", "http://127.0.0.1:9/");
        denied(A2aMethod.SEND_MESSAGE, nobody.call(A2aMethod.SEND_MESSAGE, probe.params(Script.COMPLETE)));
        denied(A2aMethod.LIST_TASKS, nobody.call(A2aMethod.LIST_TASKS, Probe.object()));
        denied(A2aMethod.GET_TASK, nobody.call(A2aMethod.GET_TASK, unknown));
        denied(A2aMethod.CANCEL_TASK, nobody.call(A2aMethod.CANCEL_TASK, unknown));
        if (probe.card().declares("pushNotifications")) {
            ObjectNode ofTask = config.deepCopy().retain("taskId");
            ObjectNode named = ofTask.deepCopy().put("id", "any");
            denied(CREATE, nobody.call(CREATE, config));
            denied(GET, nobody.call(GET, named));
            denied(LIST, nobody.call(LIST, ofTask));
            denied(DELETE, nobody.call(DELETE, named));
        }
        if (probe.card().declares("streaming")) {
            deniedStream(nobody, A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.STREAM));
            deniedStream(nobody, A2aMethod.SUBSCRIBE_TO_TASK, unknown);
        }
    }

    private static void deniedStream(Wire nobody, A2aMethod method, ObjectNode params) {
        try (var stream = nobody.open(method, params)) {
            denied(method, stream.refusal().orElse(new Reply.Garbled("a stream")));
        }
    }

    private static void extendedCard(Probe probe) {
        probe.needs("extendedAgentCard");
        A2aMethod method = A2aMethod.GET_EXTENDED_AGENT_CARD;
        denied(method, nobody(probe).call(method, Probe.object()));
    }

    private static Wire other(Probe probe) {
        return probe.other()
                .orElseThrow(() -> new Verdict.Skipped("no second caller is known (--other-header makes one known)"));
    }

    private static void list(Probe probe) {
        Wire other = other(probe);
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        ObjectNode ofContext =
                Probe.object().put("contextId", task.path("contextId").asText());
        JsonNode own = Probe.result(probe.wire().call(A2aMethod.LIST_TASKS, ofContext));
        expect(own.toString().contains(task.path("id").toString()), "the caller's own task " + task.path("id"), own);
        for (ObjectNode params : List.of(ofContext, Probe.object())) {
            Reply reply = other.call(A2aMethod.LIST_TASKS, params);
            String shown = reply instanceof Reply.Result result ? result.body().toString() : "";
            expect(!shown.contains(task.path("id").toString()), "a list without " + task.path("id"), shown);
        }
    }

    private static void hidden(Probe probe) {
        Wire other = other(probe);
        JsonNode task = probe.openTask();
        probe.refused(other.call(A2aMethod.GET_TASK, Probe.taskId(task)), SpecError.TASK_NOT_FOUND);
        probe.refused(other.call(A2aMethod.CANCEL_TASK, Probe.taskId(task)), SpecError.TASK_NOT_FOUND);
        probe.refused(
                other.call(A2aMethod.SEND_MESSAGE, probe.followUp(Script.COMPLETE, task)), SpecError.TASK_NOT_FOUND);
        if (probe.card().declares("streaming")) {
            probe.refused(other.open(A2aMethod.SUBSCRIBE_TO_TASK, Probe.taskId(task)), SpecError.TASK_NOT_FOUND);
        }
        if (probe.card().declares("pushNotifications")) {
            ObjectNode ofTask = Probe.object().put("taskId", task.path("id").asText());
            probe.refused(other.call(LIST, ofTask), SpecError.TASK_NOT_FOUND);
            String url = "http://" + probe.webhookHost() + ":9/notifications";
            probe.refused(other.call(CREATE, ofTask.put("url", url)), SpecError.TASK_NOT_FOUND);
        }
        JsonNode now = probe.result(A2aMethod.GET_TASK, Probe.taskId(task));
        expect(now.path("status").equals(task.path("status")), "the task as it was", now.path("status"));
    }
}
