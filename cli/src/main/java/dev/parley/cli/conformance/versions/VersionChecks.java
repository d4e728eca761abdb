package dev.parley.cli.conformance.versions;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Card;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.JsonRpcWire;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.RestWire;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A2A-Version, A2A-Extensions and the tenant. */
public final class VersionChecks {
    private VersionChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "version/unsupported",
                                "3.6.2",
                                "an unsupported version is a VersionNotSupported",
                                VersionChecks::unsupported)
                        .covers("VER-SERVER-002"),
                Check.each(
                                MUST,
                                "version/unsupported-stream",
                                "3.6.2",
                                "an unsupported version is a VersionNotSupported for streams as well",
                                VersionChecks::unsupportedStream)
                        .covers("VER-SERVER-002"),
                Check.each(
                                MUST,
                                "version/any-case",
                                "3.2.6",
                                "service parameters are read whatever the case of their names",
                                VersionChecks::anyCase)
                        .covers("JSONRPC-SVC-002", "HTTP_JSON-SVC-002", "GRPC-META-001"),
                Check.each(
                                MUST,
                                "version/patch-ignored",
                                "3.6",
                                "patch digits of the version do not count",
                                VersionChecks::patch)
                        .covers("VER-CLIENT-002"),
                Check.each(
                                MUST,
                                "version/empty",
                                "3.6.2",
                                "an empty version is answered in the form of the binding",
                                VersionChecks::empty)
                        .covers("VER-SERVER-003"),
                Check.on(
                                EnumSet.of(Binding.JSONRPC),
                                MUST,
                                "version/empty-is-0.3",
                                "3.6.2",
                                "an agent that offers 0.3 answers a request without version as 0.3",
                                VersionChecks::emptyIs03)
                        .covers("VER-SERVER-003"),
                Check.on(
                                EnumSet.of(Binding.HTTP_JSON),
                                SHOULD,
                                "version/as-parameter",
                                "3.6.1",
                                "the version may be a request parameter",
                                VersionChecks::asParameter)
                        .covers("VER-SERVER-001"),
                Check.each(
                                MUST,
                                "version/semantics",
                                "3.6.2",
                                "a request of 1.0 is answered in 1.0",
                                VersionChecks::semantics)
                        .covers("VER-SERVER-001"),
                Check.each(
                                MUST,
                                "extension/required",
                                "3.3.4",
                                "without a required extension the answer is ExtensionSupportRequired",
                                VersionChecks::required)
                        .covers("CORE-CAP-004"),
                Check.each(
                        MUST,
                        "extension/other-version",
                        "4.6.3",
                        "another version of a required extension does not stand for it",
                        VersionChecks::otherVersion),
                Check.each(
                        SHOULD,
                        "extension/unknown",
                        "4.6.3",
                        "an extension that the agent does not know is ignored",
                        VersionChecks::unknown),
                Check.each(
                        MUST,
                        "tenant/declared",
                        "4.4.6",
                        "with the tenant that its interface declares the agent answers",
                        VersionChecks::tenant));
    }

    private static Reply send(Probe probe, Map<String, String> parameters) {
        return probe.wire().call(A2aMethod.SEND_MESSAGE, probe.params(Script.COMPLETE), parameters);
    }

    private static void unsupported(Probe probe) {
        probe.refused(send(probe, Probe.version("99.0")), SpecError.VERSION_NOT_SUPPORTED);
        probe.refused(
                probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(probe.unknownId()), Probe.version("99.0")),
                SpecError.VERSION_NOT_SUPPORTED);
    }

    private static void unsupportedStream(Probe probe) {
        probe.needs("streaming");
        probe.refused(
                probe.wire().open(A2aMethod.SEND_STREAMING_MESSAGE, probe.params(Script.STREAM), Probe.version("99.0")),
                SpecError.VERSION_NOT_SUPPORTED);
    }

    private static void anyCase(Probe probe) {
        String name = probe.wire().binding().isJson() ? "a2a-VERSION" : "a2a-version";
        probe.refused(send(probe, Map.of(name, "99.0")), SpecError.VERSION_NOT_SUPPORTED);
    }

    private static void patch(Probe probe) {
        Probe.result(send(probe, Probe.version("1.0.7")));
    }

    private static void empty(Probe probe) {
        Reply reply = send(probe, Probe.version(""));
        boolean wellFormed = switch (reply) {
            case Reply.Result result -> true;
            case Reply.Refused refused ->
                !refused.fault().isInternal() && !refused.fault().hasCodeOf(SpecError.INVALID_AGENT_RESPONSE);
            case Reply.Garbled garbled -> false;
        };
        expect(wellFormed, "a result or an error of the binding", reply.described());
    }

    /** Only where the card says that 0.3 is spoken at the same address is there something to hold it to. */
    private static void emptyIs03(Probe probe) {
        String url = probe.wire().url();
        boolean offers = probe.card().interfaces().stream()
                .anyMatch(one -> one.version().startsWith("0.3")
                        && one.binding().equals("JSONRPC")
                        && one.url().equals(url));
        if (!offers) {
            throw new Verdict.Skipped("the card offers no interface of 0.3 over JSONRPC at " + url);
        }
        JsonRpcWire wire = (JsonRpcWire) probe.wire();
        ObjectNode params = probe.params(Script.COMPLETE);
        ObjectNode message = (ObjectNode) params.path("message");
        message.put("kind", "message").put("role", "user");
        ((ObjectNode) message.path("parts").path(0)).put("kind", "text");
        String id = wire.nextId();
        Reply reply = JsonRpcWire.reply(
                wire.post(wire.document(id, "message/send", params).getBytes(UTF_8), Probe.version("")), id);
        JsonNode result = Probe.result(reply);
        expect(result.path("kind").asText().matches("task|message"), "a Task or Message of 0.3, with its kind", result);
    }

    private static void asParameter(Probe probe) {
        HttpReply reply = ((RestWire) probe.wire())
                .send("GET", "/tasks/" + probe.unknownId() + "?A2A-Version=99.0", new byte[0], Map.of());
        probe.refused(RestWire.reply(reply), SpecError.VERSION_NOT_SUPPORTED);
    }

    private static void semantics(Probe probe) {
        JsonNode result = Probe.result(send(probe, Probe.version("1.0")));
        expect(result.has("task") || result.has("message"), "the wrapper of 1.0, task or message", result);
    }

    private static List<String> requiredExtensions(Probe probe) {
        List<String> required = probe.card().requiredExtensions();
        if (required.isEmpty()) {
            throw new Verdict.Skipped("the card requires no extension");
        }
        if (probe.sendsAlways("A2A-Extensions")) {
            throw new Verdict.Skipped("the run itself sends A2A-Extensions with every request (--header)");
        }
        return required;
    }

    private static void otherVersion(Probe probe) {
        String later = requiredExtensions(probe).stream()
                .map(uri -> uri + "-of-a-later-version")
                .collect(Collectors.joining(","));
        probe.refused(send(probe, Map.of("A2A-Extensions", later)), SpecError.EXTENSION_SUPPORT_REQUIRED);
    }

    private static void required(Probe probe) {
        requiredExtensions(probe);
        probe.refused(send(probe, Map.of()), SpecError.EXTENSION_SUPPORT_REQUIRED);
    }

    private static void unknown(Probe probe) {
        Probe.result(send(probe, Map.of("A2A-Extensions", "https://parley.dev/ext/nobody-knows/v1")));
    }

    private static void tenant(Probe probe) {
        Card.Interface one = probe.card().find(probe.wire().binding()).orElseThrow();
        if (one.tenant().isEmpty()) {
            throw new Verdict.Skipped("the card's interface declares no tenant");
        }
        // every request of this suite carries it; that this one is answered says that it is understood
        Probe.result(send(probe, Map.of()));
    }
}
