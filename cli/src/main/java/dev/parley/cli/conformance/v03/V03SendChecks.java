package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Reply;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** message/send (§7.1 of 0.3), and the objects that it is answered with (§6 of 0.3). */
final class V03SendChecks {
    private V03SendChecks() {}

    static List<Check> all() {
        return List.of(
                each("send", "7.1", "message/send is answered with a Task or a Message", V03SendChecks::send),
                each("task", "6.1", "a task has its required members and a state of 0.3", V03SendChecks::task),
                each("message", "6.4", "a direct answer is a Message of the agent", V03SendChecks::message),
                each(
                        "parts",
                        "6.5",
                        "each part of an artifact has its kind and what goes with it",
                        V03SendChecks::parts),
                each("waits", "7.1", "with blocking true the answer waits for the task", V03SendChecks::waits),
                each(
                        "at-once",
                        "7.1",
                        "with blocking false the answer does not wait for the task",
                        V03SendChecks::atOnce),
                each("goes-on", "7.1", "a message with a taskId goes on with that task", V03SendChecks::goesOn),
                each("context", "6.4", "a message with a contextId alone begins a task in it", V03SendChecks::context),
                each("unknown-task", "8.2", "a message to an unknown task is an error", V03SendChecks::unknownTask),
                each("ended-task", "6.3", "a message to a task that has ended is an error", V03SendChecks::endedTask),
                each("no-message", "8.1", "a message/send without a message is an error", V03SendChecks::noMessage),
                each("no-parts", "8.1", "a message without parts is an error", V03SendChecks::noParts),
                each("no-role", "8.1", "a message without a role is an error", V03SendChecks::noRole),
                each(
                        "file-parts",
                        "6.5.2",
                        "a message with files is taken, or refused as ContentTypeNotSupported",
                        V03SendChecks::fileParts),
                each(
                        "data-parts",
                        "6.5.3",
                        "a message with data is taken, or refused as ContentTypeNotSupported",
                        V03SendChecks::dataParts),
                each("unicode", "3.2", "text is given back as it was sent", V03SendChecks::unicode),
                Check.older(
                        EnumSet.of(Binding.JSONRPC, Binding.HTTP_JSON, Binding.GRPC),
                        SHOULD,
                        "v03/extensions-header",
                        "5.5.2.1 of 0.3",
                        "an extension in X-A2A-Extensions that the agent does not know is ignored",
                        V03SendChecks::extensionsHeader));
    }

    private static void expectShape(JsonNode json) {
        List<String> wrong = V03Shape.violations(json);
        expect(wrong.isEmpty(), "an object of 0.3 as the specification has it", wrong);
    }

    private static void send(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode result = agent.result(V03Method.SEND, agent.message(Script.COMPLETE));
        expect(result.path("kind").asText().matches("task|message"), "kind task or message", result);
    }

    private static void task(AgentProbe probe, Binding binding) {
        expectShape(V03Agent.of(probe, binding).task(Script.COMPLETE));
    }

    private static void message(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        agent.needsScript(Script.MESSAGE);
        JsonNode result = agent.result(V03Method.SEND, agent.message(Script.MESSAGE));
        expect(
                result.path("kind").asText().equals("message")
                        && result.path("role").asText().equals("agent"),
                "a Message with role agent",
                result);
        expectShape(result);
    }

    private static void parts(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        boolean any = false;
        for (Script script : List.of(Script.ARTIFACT_TEXT, Script.ARTIFACT_FILE, Script.ARTIFACT_DATA)) {
            JsonNode task = agent.task(script);
            any |= !task.path("artifacts").isEmpty();
            expectShape(task);
        }
        if (!any) {
            throw new Verdict.Skipped("the agent makes no artifacts");
        }
    }

    private static void waits(AgentProbe probe, Binding binding) {
        JsonNode task = V03Agent.of(probe, binding).task(Script.SLOW);
        expect(V03Agent.isSettled(task), "a task that has ended, or waits for the caller", V03Agent.state(task));
    }

    private static void atOnce(AgentProbe probe, Binding binding) {
        V03Agent.of(probe, binding).slowTask();
    }

    private static void goesOn(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode open = agent.openTask();
        JsonNode now = agent.task(agent.followUp(Script.COMPLETE, open));
        expect(
                now.path("id").equals(open.path("id")) && now.path("contextId").equals(open.path("contextId")),
                "the task " + open.path("id") + " in its context " + open.path("contextId"),
                now);
    }

    private static void context(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        JsonNode first = agent.task(Script.COMPLETE);
        ObjectNode params = agent.message(Script.COMPLETE);
        ((ObjectNode) params.path("message")).set("contextId", first.path("contextId"));
        JsonNode second = agent.task(params);
        expect(
                second.path("contextId").equals(first.path("contextId"))
                        && !second.path("id").equals(first.path("id")),
                "another task in the context " + first.path("contextId"),
                second);
    }

    private static void unknownTask(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        ((ObjectNode) params.path("message")).put("taskId", probe.unknownId());
        agent.refused(V03Method.SEND, params, V03Error.TASK_NOT_FOUND, V03Error.INVALID_PARAMS);
    }

    private static void endedTask(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        Reply reply = agent.wire().call(V03Method.SEND, agent.followUp(Script.COMPLETE, agent.endedTask()));
        agent.refused(reply, V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST, V03Error.UNSUPPORTED_OPERATION);
    }

    private static void refusedAsWrong(V03Agent agent, ObjectNode params) {
        agent.refused(V03Method.SEND, params, V03Error.INVALID_PARAMS, V03Error.INVALID_REQUEST);
    }

    private static void noMessage(AgentProbe probe, Binding binding) {
        refusedAsWrong(V03Agent.of(probe, binding), Probe.object());
    }

    private static void noParts(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        ((ObjectNode) params.path("message")).remove("parts");
        refusedAsWrong(agent, params);
    }

    private static void noRole(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        ((ObjectNode) params.path("message")).remove("role");
        refusedAsWrong(agent, params);
    }

    private static ArrayNode parts(ObjectNode params) {
        return (ArrayNode) params.path("message").path("parts");
    }

    /** An agent need not take a media type, but must say that this is why. */
    private static void takenOrRefused(V03Agent agent, ObjectNode params) {
        Reply reply = agent.wire().call(V03Method.SEND, params);
        if (reply instanceof Reply.Result) {
            return;
        }
        agent.refused(reply, V03Error.CONTENT_TYPE_NOT_SUPPORTED);
    }

    private static void fileParts(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        // bytes that would pass for base64 as well, which some SDKs take the bytes of 0.3's protobuf for
        ObjectNode bytes = agent.message(Script.COMPLETE);
        parts(bytes)
                .addObject()
                .put("kind", "file")
                .putObject("file")
                .put("name", "a.txt")
                .put("mimeType", "text/plain")
                .put("bytes", "dGV4dDEyMzQ=");
        takenOrRefused(agent, bytes);
        ObjectNode link = agent.message(Script.COMPLETE);
        parts(link)
                .addObject()
                .put("kind", "file")
                .putObject("file")
                .put("name", "a.txt")
                .put("uri", "https://example.com/a.txt");
        takenOrRefused(agent, link);
    }

    private static void dataParts(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        ObjectNode params = agent.message(Script.COMPLETE);
        ObjectNode data = parts(params).addObject().put("kind", "data").putObject("data");
        data.put("text", "value").put("count", 42).putArray("list").add(1).add("two");
        takenOrRefused(agent, params);
    }

    private static void unicode(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        String text = "Grüße, 世界 🌍 \"<&>\"";
        ObjectNode params = agent.message(Script.INPUT_REQUIRED);
        ((ObjectNode) parts(params).path(0)).put("text", text);
        JsonNode task = agent.task(params);
        JsonNode history = agent.result(V03Method.GET, V03Agent.id(task)).path("history");
        if (history.isEmpty()) {
            throw new Verdict.Skipped("the agent keeps no history");
        }
        String said = history.path(0).path("parts").path(0).path("text").asText();
        expect(said.equals(text), text, said);
    }

    private static void extensionsHeader(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        Map<String, String> header = Map.of("X-A2A-Extensions", "https://parley.dev/ext/nobody-knows/v1");
        Probe.result(agent.wire().call(V03Method.SEND, agent.message(Script.COMPLETE), header));
    }
}
