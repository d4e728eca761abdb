package dev.parley.cli.conformance.card;

import static dev.parley.cli.conformance.suite.Level.MAY;
import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Card;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Shape;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Loopback;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The card and what it declares. */
public final class CardChecks {
    private static final Set<String> STANDARD = Set.of("JSONRPC", "HTTP+JSON", "GRPC");
    private static final Set<Shape.Rule> FORM =
            EnumSet.complementOf(EnumSet.of(Shape.Rule.REQUIRED, Shape.Rule.CAMEL_CASE));

    private CardChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.once(
                                MUST,
                                "card/available",
                                "8.2",
                                "the card is served at its well-known path",
                                CardChecks::available)
                        .covers("CARD-DISC-001"),
                Check.once(SHOULD, "card/media-type", "14.3", "the card is served as JSON", CardChecks::mediaType),
                Check.once(
                                MUST,
                                "card/required-fields",
                                "4.4.1",
                                "the card has all required fields",
                                probe -> shape(probe, EnumSet.of(Shape.Rule.REQUIRED)))
                        .covers("CARD-STRUCT-001", "DM-SERIAL-004"),
                Check.once(
                                MUST,
                                "card/camel-case",
                                "5.5",
                                "the card's names are in camelCase",
                                probe -> shape(probe, EnumSet.of(Shape.Rule.CAMEL_CASE)))
                        .covers("DM-SERIAL-001"),
                Check.once(
                        MUST,
                        "card/form",
                        "4.4",
                        "the card's values have the types of the specification",
                        probe -> shape(probe, FORM)),
                Check.once(
                                MUST,
                                "card/interfaces",
                                "8.3.1",
                                "each interface names an absolute address and a binding",
                                CardChecks::interfaces)
                        .covers("CARD-PROTO-001", "CARD-PROTO-002", "BIND-FIELD-001"),
                Check.once(
                        MUST,
                        "card/version-format",
                        "3.6",
                        "each interface names a version as Major.Minor",
                        CardChecks::versionFormat),
                Check.once(
                                SHOULD,
                                "card/version-without-patch",
                                "3.6",
                                "no interface names a patch version",
                                CardChecks::withoutPatch)
                        .covers("VER-CLIENT-002"),
                Check.once(
                        MUST,
                        "card/security-declared",
                        "4.5",
                        "security requirements name schemes that the card declares",
                        CardChecks::securityDeclared),
                Check.once(
                                MUST,
                                "card/encrypted",
                                "7.1",
                                "interfaces elsewhere than on this host use TLS",
                                CardChecks::encrypted)
                        .covers("AUTH-TLS-001", "GRPC-SVC-003"),
                Check.once(
                                SHOULD,
                                "card/cache-control",
                                "8.6.1",
                                "the card's answer has Cache-Control with max-age",
                                CardChecks::cacheControl)
                        .covers("CARD-CACHE-001"),
                Check.once(SHOULD, "card/etag", "8.6.1", "the card's answer has an ETag", CardChecks::etag)
                        .covers("CARD-CACHE-002"),
                Check.once(
                                MAY,
                                "card/last-modified",
                                "8.6.1",
                                "the card's answer has Last-Modified",
                                CardChecks::lastModified)
                        .covers("CARD-CACHE-003"),
                Check.once(
                        MAY,
                        "card/not-modified",
                        "8.6.2",
                        "asked with its own ETag, the card is not sent again",
                        CardChecks::notModified),
                Check.once(
                                MUST,
                                "card/signature-header",
                                "8.4.2",
                                "each signature's protected header has alg and kid",
                                SignedCard::header)
                        .covers("CARD-SIGN-003"),
                Check.each(
                                MUST,
                                "card/interface-answers",
                                "8.3.1",
                                "each declared interface answers",
                                CardChecks::answers)
                        .covers("CARD-PROTO-002"),
                Check.each(MUST, "card/extended", "3.1.11", "the extended card is a whole card", CardChecks::extended),
                Check.each(
                                MUST,
                                "card/extended-undeclared",
                                "3.3.4",
                                "where none is declared, the extended card is an UnsupportedOperation",
                                CardChecks::extendedUndeclared)
                        .covers("CORE-CAP-003"),
                Check.each(
                                MUST,
                                "card/extended-not-configured",
                                "3.1.11",
                                "an extended card that is declared and lacking is named so",
                                CardChecks::extendedNotConfigured)
                        .covers("CARD-EXT-002"));
    }

    private static void available(AgentProbe probe) {
        HttpReply reply = probe.getCard(Map.of("Accept", "application/json"));
        expect(
                reply.status() == 200 && reply.json().filter(JsonNode::isObject).isPresent(),
                "200 and a JSON object at " + probe.card().uri(),
                reply.described());
    }

    private static void mediaType(AgentProbe probe) {
        String type = probe.readableCard().reply().mediaType();
        expect(
                Set.of("application/json", "application/a2a+json").contains(type),
                "application/json or application/a2a+json",
                type);
    }

    private static void shape(AgentProbe probe, Set<Shape.Rule> rules) {
        expectShape(probe.readableCard().json(), rules);
    }

    private static void expectShape(JsonNode card, Set<Shape.Rule> rules) {
        List<Shape.Violation> wrong = Shape.violations(card, AgentCard.getDescriptor()).stream()
                .filter(violation -> rules.contains(violation.rule()))
                .toList();
        expect(wrong.isEmpty(), "an AgentCard as the specification has it", wrong);
    }

    private static void interfaces(AgentProbe probe) {
        List<Card.Interface> all = probe.readableCard().interfaces();
        expect(!all.isEmpty(), "at least one interface in supportedInterfaces", "none");
        for (Card.Interface one : all) {
            expect(!one.binding().isEmpty(), "a protocolBinding", one);
            boolean url = one.binding().equals("GRPC")
                    ? one.url().matches("(?:[a-z]+://)?[^/\\s]+:[0-9]+/?|[a-z]+://[^/\\s]+/?")
                    : one.url().matches("https?://[^/\\s]+\\S*");
            expect(
                    !STANDARD.contains(one.binding()) || url,
                    "the address of an interface over " + one.binding(),
                    one.url());
        }
    }

    private static void versionFormat(AgentProbe probe) {
        for (Card.Interface one : probe.readableCard().interfaces()) {
            expect(one.version().matches("\\d+\\.\\d+(\\.\\d+)?"), "a protocolVersion Major.Minor", one);
        }
    }

    private static void withoutPatch(AgentProbe probe) {
        for (Card.Interface one : probe.readableCard().interfaces()) {
            expect(!one.version().matches("\\d+\\.\\d+\\.\\d+"), "a protocolVersion without patch digits", one);
        }
    }

    private static void securityDeclared(AgentProbe probe) {
        JsonNode card = probe.readableCard().json();
        Set<String> declared = new HashSet<>();
        card.path("securitySchemes").fieldNames().forEachRemaining(declared::add);
        if (!probe.card().isProtected()) {
            throw new Verdict.Skipped("the card has no securityRequirements");
        }
        for (JsonNode requirement : card.path("securityRequirements")) {
            requirement
                    .path("schemes")
                    .fieldNames()
                    .forEachRemaining(name -> expect(declared.contains(name), "schemes among " + declared, name));
        }
    }

    private static void encrypted(AgentProbe probe) {
        List<String> elsewhere = probe.readableCard().interfaces().stream()
                .filter(one -> STANDARD.contains(one.binding()) || one.binding().equals(Binding.WEBSOCKET.cardName()))
                .map(Card.Interface::url)
                .filter(url -> !Loopback.isIn(url))
                .toList();
        if (elsewhere.isEmpty()) {
            throw new Verdict.Skipped("all interfaces are on this host, so this is no production deployment");
        }
        elsewhere.forEach(url -> expect(!url.matches("(?:http|ws)://.*"), "an address with TLS", url));
    }

    private static void cacheControl(AgentProbe probe) {
        String value = header(probe, "Cache-Control");
        expect(value.contains("max-age="), "Cache-Control with max-age", value);
    }

    private static void etag(AgentProbe probe) {
        String value = header(probe, "ETag");
        expect(value.matches("(W/)?\".+\""), "an ETag in quotation marks", value);
    }

    private static void lastModified(AgentProbe probe) {
        String value = header(probe, "Last-Modified");
        expect(!value.isEmpty(), "Last-Modified", "no such header");
    }

    private static String header(AgentProbe probe, String name) {
        return probe.readableCard().reply().headers().firstValue(name).orElse("");
    }

    private static void notModified(AgentProbe probe) {
        String tag = header(probe, "ETag");
        if (tag.isEmpty()) {
            throw new Verdict.Skipped("the card has no ETag");
        }
        HttpReply reply = probe.getCard(Map.of("If-None-Match", tag));
        expect(reply.status() == 304 && reply.body().length == 0, "304 without a body", reply.described());
    }

    /** Any answer of the binding will do: what is judged is that somebody speaks it there. */
    private static void answers(Probe probe) {
        Reply reply = probe.wire().call(A2aMethod.GET_TASK, Probe.taskId(probe.unknownId()));
        boolean speaks = switch (reply) {
            case Reply.Result result -> true;
            case Reply.Refused refused ->
                switch (probe.wire().binding()) {
                    case JSONRPC, WEBSOCKET -> true;
                    case HTTP_JSON -> !refused.fault().details().isEmpty();
                    case GRPC -> !refused.fault().is(SpecError.METHOD_NOT_FOUND);
                };
            case Reply.Garbled garbled -> false;
        };
        expect(speaks, "an A2A answer at " + probe.wire().url() + " as the card says", reply.described());
    }

    private static void extended(Probe probe) {
        probe.needs("extendedAgentCard");
        Reply reply = probe.wire().call(A2aMethod.GET_EXTENDED_AGENT_CARD, Probe.object());
        if (reply instanceof Reply.Refused refused && !refused.fault().reason().equals("UNSUPPORTED_OPERATION")) {
            throw new Verdict.Skipped("the agent gives no extended card here: " + reply.described());
        }
        expectShape(Probe.result(reply), EnumSet.of(Shape.Rule.REQUIRED, Shape.Rule.CAMEL_CASE, Shape.Rule.TYPE));
    }

    private static void extendedUndeclared(Probe probe) {
        probe.needsNo("extendedAgentCard");
        probe.refused(
                probe.wire().call(A2aMethod.GET_EXTENDED_AGENT_CARD, Probe.object()), SpecError.UNSUPPORTED_OPERATION);
    }

    private static void extendedNotConfigured(Probe probe) {
        probe.needs("extendedAgentCard");
        Reply reply = probe.wire().call(A2aMethod.GET_EXTENDED_AGENT_CARD, Probe.object());
        if (reply instanceof Reply.Result) {
            throw new Verdict.Skipped("the agent has an extended card");
        }
        probe.refused(reply, SpecError.EXTENDED_AGENT_CARD_NOT_CONFIGURED);
    }
}
