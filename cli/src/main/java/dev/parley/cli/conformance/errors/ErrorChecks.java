package dev.parley.cli.conformance.errors;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Fault;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/** What every binding answers to requests that are wrong. */
public final class ErrorChecks {
    private ErrorChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "errors/no-message",
                                "3.3.2",
                                "a SendMessage without a message is refused as invalid",
                                ErrorChecks::noMessage)
                        .covers("CORE-ERR-001", "CORE-ERR-002"),
                Check.each(
                                SHOULD,
                                "errors/no-parts",
                                "5.7",
                                "a message without parts is refused as invalid",
                                probe -> without(probe, message -> message.remove("parts")))
                        .covers("DM-SERIAL-004"),
                Check.each(
                                SHOULD,
                                "errors/empty-parts",
                                "5.7",
                                "a message with an empty list of parts is refused as invalid",
                                probe -> without(probe, message -> message.putArray("parts")))
                        .covers("DM-SERIAL-004"),
                Check.each(
                                SHOULD,
                                "errors/no-role",
                                "5.7",
                                "a message without a role is refused as invalid",
                                probe -> without(probe, message -> message.remove("role")))
                        .covers("DM-SERIAL-004"),
                Check.each(
                                SHOULD,
                                "errors/no-message-id",
                                "5.7",
                                "a message without an id is refused as invalid",
                                probe -> without(probe, message -> message.remove("messageId")))
                        .covers("DM-SERIAL-004"),
                Check.on(
                                Binding.json(),
                                MUST,
                                "errors/unknown-role",
                                "5.5",
                                "a role that does not exist is refused as invalid",
                                probe -> without(probe, message -> message.put("role", "ROLE_BOSS")))
                        .covers("CORE-ERR-002"),
                Check.on(
                                Binding.json(),
                                MUST,
                                "errors/wrong-type",
                                "3.3.2",
                                "a value of the wrong type is refused as invalid",
                                probe -> without(probe, message -> message.put("parts", "text")))
                        .covers("CORE-ERR-002"),
                Check.each(
                                MUST,
                                "errors/table",
                                "5.4",
                                "errors have the codes of the specification's table",
                                ErrorChecks::table)
                        .covers("JSONRPC-SSE-002", "JSONRPC-ERR-002", "GRPC-ERR-002", "HTTP_JSON-STATUS-001"),
                Check.each(MUST, "errors/message", "3.3.2", "an error says something to people", ErrorChecks::message)
                        .covers("CORE-ERR-001"),
                Check.on(
                                EnumSet.of(Binding.HTTP_JSON, Binding.GRPC),
                                MUST,
                                "errors/error-info",
                                "11.6",
                                "errors of A2A have an ErrorInfo with reason and domain (§10.6 for gRPC)",
                                ErrorChecks::errorInfo)
                        .covers("HTTP_JSON-ERR-002", "GRPC-ERR-001"),
                Check.on(
                                Binding.jsonRpc(),
                                SHOULD,
                                "errors/error-info-jsonrpc",
                                "9.5",
                                "errors of A2A have an ErrorInfo with reason and domain",
                                ErrorChecks::errorInfo)
                        .covers("JSONRPC-ERR-003"),
                Check.once(
                                MUST,
                                "errors/authentication",
                                "7.4",
                                "an agent that demands credentials refuses who has none",
                                ErrorChecks::authentication)
                        .covers("AUTH-SERVER-002"));
    }

    private static void noMessage(Probe probe) {
        probe.refused(
                probe.wire().call(A2aMethod.SEND_MESSAGE, Probe.object()),
                SpecError.INVALID_PARAMS,
                SpecError.INVALID_REQUEST);
    }

    private static void without(Probe probe, Consumer<ObjectNode> spoil) {
        ObjectNode params = probe.params(Script.COMPLETE);
        spoil.accept((ObjectNode) params.path("message"));
        probe.refused(
                probe.wire().call(A2aMethod.SEND_MESSAGE, params),
                SpecError.INVALID_PARAMS,
                SpecError.INVALID_REQUEST,
                SpecError.PARSE_ERROR);
    }

    private static Reply notFound(Probe probe) {
        return probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(probe.unknownId()));
    }

    private static void table(Probe probe) {
        probe.refused(notFound(probe), SpecError.TASK_NOT_FOUND);
        var ended = probe.sendForTask(Script.COMPLETE);
        if (Tasks.isTerminal(ended)) {
            probe.refused(probe.wire().call(A2aMethod.CANCEL_TASK, Probe.taskId(ended)), SpecError.TASK_NOT_CANCELABLE);
            probe.refused(
                    probe.wire().call(A2aMethod.SEND_MESSAGE, probe.followUp(Script.COMPLETE, ended)),
                    SpecError.UNSUPPORTED_OPERATION);
        }
    }

    private static Fault fault(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return refused.fault();
        }
        throw new Verdict.Failed("an error", reply.described());
    }

    private static void message(Probe probe) {
        Fault fault = fault(notFound(probe));
        expect(!fault.message().isBlank() && !fault.message().equals("null"), "a message", fault);
    }

    private static void errorInfo(Probe probe) {
        expectInfo(fault(notFound(probe)), SpecError.TASK_NOT_FOUND);
        info(
                probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(probe.unknownId()), Probe.version("99.0")),
                SpecError.VERSION_NOT_SUPPORTED);
        JsonNode ended = Tasks.task(probe.wire().call(A2aMethod.SEND_MESSAGE, probe.params(Script.COMPLETE)));
        if (Tasks.isTerminal(ended)) {
            info(probe.wire().call(A2aMethod.CANCEL_TASK, Probe.taskId(ended)), SpecError.TASK_NOT_CANCELABLE);
            info(
                    probe.wire().call(A2aMethod.SEND_MESSAGE, probe.followUp(Script.COMPLETE, ended)),
                    SpecError.UNSUPPORTED_OPERATION);
        }
    }

    /** Where the answer is another error, or none, other checks say so. */
    private static void info(Reply reply, SpecError error) {
        if (reply instanceof Reply.Refused refused && refused.fault().is(error)) {
            expectInfo(refused.fault(), error);
        }
    }

    private static void expectInfo(Fault fault, SpecError error) {
        boolean there = fault.details().stream()
                .anyMatch(detail -> detail.path("@type").asText().equals(Fault.ERROR_INFO)
                        && detail.path("reason").asText().equals(error.name())
                        && detail.path("domain").asText().equals("a2a-protocol.org"));
        expect(there, "an ErrorInfo with reason " + error + " and domain a2a-protocol.org", fault.details());
    }

    private static void authentication(AgentProbe agent) {
        if (!agent.readableCard().isProtected()) {
            throw new Verdict.Skipped("the card demands no credentials");
        }
        Probe rest = agent.bindings().stream()
                .filter(probe -> probe.wire().binding() == Binding.HTTP_JSON)
                .findFirst()
                .orElseThrow(() ->
                        new Verdict.Skipped("the agent has no interface over HTTP+JSON, where this is looked at"));
        Reply reply = rest.anonymous().call(A2aMethod.LIST_TASKS, Probe.object());
        boolean denied =
                reply instanceof Reply.Refused refused && refused.fault().code().matches("40[13]");
        expect(denied, "401 or 403 without credentials", reply.described());
    }
}
