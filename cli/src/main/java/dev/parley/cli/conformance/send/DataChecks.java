package dev.parley.cli.conformance.send;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Shape;
import dev.parley.cli.conformance.suite.Shape.Rule;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What tasks, messages, parts and artifacts look like, on a handful of answers of every kind. */
public final class DataChecks {
    private static final Set<Binding> JSON = Binding.json();

    private DataChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "data/required-fields",
                                "5.7",
                                "tasks, statuses, messages, parts and artifacts have their required fields",
                                probe -> hold(probe, Rule.REQUIRED))
                        .covers("DM-TASK-001", "DM-STATUS-001", "DM-MSG-001", "DM-ART-001", "DM-SERIAL-004"),
                Check.each(
                                MUST,
                                "data/enums",
                                "5.5",
                                "states and roles are those of the specification, by their names",
                                probe -> hold(probe, Rule.ENUM))
                        .covers("DM-TASK-002", "DM-MSG-002", "DM-SERIAL-002", "DM-STATUS-001"),
                Check.each(
                                MUST,
                                "data/one-of",
                                "4.1.6",
                                "a part has exactly one of text, raw, url and data",
                                probe -> hold(probe, Rule.ONE_OF))
                        .covers("DM-PART-001"),
                Check.on(
                                JSON,
                                MUST,
                                "data/camel-case",
                                "5.5",
                                "names are in camelCase",
                                probe -> hold(probe, Rule.CAMEL_CASE))
                        .covers("DM-SERIAL-001"),
                Check.on(
                                JSON,
                                MUST,
                                "data/times",
                                "5.6.1",
                                "times are ISO 8601 in UTC, with Z",
                                probe -> hold(probe, Rule.TIME))
                        .covers("DM-SERIAL-003"),
                Check.on(
                        JSON,
                        MUST,
                        "data/types",
                        "5.1",
                        "values have the JSON types of the specification",
                        probe -> hold(probe, Rule.TYPE)),
                Check.on(JSON, MUST, "data/base64", "4.1.6", "raw bytes are base64", probe -> hold(probe, Rule.BYTES)),
                Check.on(
                        JSON,
                        SHOULD,
                        "data/milliseconds",
                        "5.6.1",
                        "times have milliseconds",
                        DataChecks::milliseconds),
                Check.on(
                                JSON,
                                MUST,
                                "data/no-older-version",
                                "3.6.2",
                                "an answer in 1.0 has no members of 0.3",
                                DataChecks::noKind)
                        .covers("VER-SERVER-001"),
                Check.each(
                                MUST,
                                "data/artifact-text",
                                "4.1.7",
                                "a text artifact is a part with text",
                                probe -> artifact(probe, Script.ARTIFACT_TEXT, "text"))
                        .covers("DM-ART-001"),
                Check.each(
                                MUST,
                                "data/artifact-file",
                                "4.1.7",
                                "a file artifact is a part with raw bytes",
                                probe -> artifact(probe, Script.ARTIFACT_FILE, "raw"))
                        .covers("DM-ART-001"),
                Check.each(
                                MUST,
                                "data/artifact-url",
                                "4.1.7",
                                "a linked file is a part with a url",
                                probe -> artifact(probe, Script.ARTIFACT_URL, "url"))
                        .covers("DM-ART-001"),
                Check.each(
                                MUST,
                                "data/artifact-data",
                                "4.1.7",
                                "a data artifact is a part with data",
                                probe -> artifact(probe, Script.ARTIFACT_DATA, "data"))
                        .covers("DM-ART-001"),
                Check.each(
                        SHOULD,
                        "data/status-message",
                        "4.1.2",
                        "a status message is a message of the agent's",
                        DataChecks::statusMessage));
    }

    private record Sample(JsonNode json, Descriptor type) {}

    /** Answers to one message of each kind, and the tasks among them as GetTask has them. */
    private static List<Sample> samples(Probe probe) {
        List<Sample> samples = new ArrayList<>();
        List<Script> kinds = probe.isScripted()
                ? List.of(
                        Script.COMPLETE,
                        Script.MESSAGE,
                        Script.ARTIFACT_TEXT,
                        Script.ARTIFACT_FILE,
                        Script.ARTIFACT_URL,
                        Script.ARTIFACT_DATA,
                        Script.INPUT_REQUIRED)
                : List.of(Script.COMPLETE);
        for (Script kind : kinds) {
            Reply reply = probe.wire().call(A2aMethod.SEND_MESSAGE, probe.params(kind));
            samples.add(new Sample(Probe.result(reply), SendMessageResponse.getDescriptor()));
            JsonNode task = Tasks.task(reply);
            if (task.has("id")
                    && probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(task)) instanceof Reply.Result got) {
                samples.add(new Sample(got.body(), Task.getDescriptor()));
            }
        }
        return samples;
    }

    private static void hold(Probe probe, Rule rule) {
        for (Sample sample : samples(probe)) {
            List<Shape.Violation> wrong = Shape.violations(sample.json(), sample.type()).stream()
                    .filter(violation -> violation.rule() == rule)
                    .toList();
            expect(wrong.isEmpty(), "a " + sample.type().getName() + " as the specification has it", wrong);
        }
    }

    private static void milliseconds(Probe probe) {
        List<String> times = samples(probe).stream()
                .flatMap(sample -> sample.json().findValuesAsText("timestamp").stream())
                .toList();
        if (times.isEmpty()) {
            throw new Verdict.Skipped("the agent gives no times");
        }
        times.forEach(time -> expect(time.contains("."), "a time with milliseconds", time));
    }

    private static void noKind(Probe probe) {
        for (Sample sample : samples(probe)) {
            JsonNode whole = sample.json();
            JsonNode task = whole.path("task").isObject() ? whole.path("task") : whole;
            List<JsonNode> places = new ArrayList<>(List.of(
                    whole, task, whole.path("message"), task.path("status").path("message")));
            task.path("history").forEach(places::add);
            whole.findValues("parts").forEach(parts -> parts.forEach(places::add));
            expect(places.stream().noneMatch(place -> place.has("kind")), "no kind, which is 0.3's", whole);
        }
    }

    private static void artifact(Probe probe, Script script, String member) {
        probe.needsScript(script);
        JsonNode task = probe.sendForTask(script);
        JsonNode parts = task.path("artifacts").path(0).path("parts");
        boolean there = false;
        for (JsonNode part : parts) {
            there |= part.has(member);
        }
        expect(there, "an artifact with a part that has " + member, task.path("artifacts"));
    }

    private static void statusMessage(Probe probe) {
        JsonNode message = probe.sendForTask(Script.COMPLETE).path("status").path("message");
        if (!message.isObject()) {
            throw new Verdict.Skipped("the agent's status has no message");
        }
        expect(message.path("role").asText().equals("ROLE_AGENT"), "ROLE_AGENT", message);
    }
}
