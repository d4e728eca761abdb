package dev.parley.registry.card;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.V03CardReader;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.RoutingMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a card of any shape into A2A 1.0 and finds everything that is wrong with it at once. Stateless. */
public final class CardReader {
    /** A card may have so many bytes: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    private static final Pattern INTERFACE_URL = Pattern.compile("\\$\\.supportedInterfaces\\[(\\d+)]\\.url");

    private final AgentUrls urls;
    private final CardRules rules;

    public CardReader(AgentUrls urls) {
        this.urls = urls;
        this.rules = new CardRules(urls);
    }

    /**
     * @param baseUrl where the card was fetched, without the well-known path; null for a card that came in a request
     * @throws A2aException AGENT_CARD_INVALID with every violation
     */
    public ReadCard read(byte[] json, @Nullable String baseUrl) {
        if (json.length > MAX_BYTES) {
            throw invalid(List.of(new Violation("$", json.length + " bytes (expected: at most " + MAX_BYTES + ")")));
        }
        CardMembers members = CardMembers.root(parse(json));
        CardShape shape = CardShape.of(members.object());
        AgentCard card = switch (shape) {
            case A2A_1_0 -> readA2a(json, members);
            case A2A_0_3 -> readV03(json, members);
            case CAPABILITY_LIST, AUTHENTICATION_SCHEMES, ENDPOINT -> readOlder(members, shape, baseUrl);
        };
        Optional<Struct> extension = card.getCapabilities().getExtensionsList().stream()
                .filter(each -> each.getUri().equals(Extensions.AGENT))
                .map(AgentExtension::getParams)
                .findFirst();
        RoutingMetadata routing = routing(members, extension);
        if (!members.violations().isEmpty()) {
            throw invalid(members.violations());
        }
        return new ReadCard(card, shape, routing, labels(extension), proposedId(members, extension));
    }

    private static Struct parse(byte[] json) {
        try {
            return ProtoJson.read(json, Struct.getDefaultInstance());
        } catch (A2aException e) {
            throw invalid(
                    e.violations().isEmpty()
                            ? List.of(new Violation("$", e.text() + " (expected: a JSON object)"))
                            : e.violations());
        }
    }

    private AgentCard readOlder(CardMembers members, CardShape shape, @Nullable String baseUrl) {
        AgentCard card = new OlderShapes(members, urls, baseUrl).read(shape);
        if (members.violations().isEmpty()) {
            rules.check(card).forEach(violation -> members.refuse(violation.path(), violation.description()));
        }
        return card;
    }

    private AgentCard readA2a(byte[] json, CardMembers members) {
        try {
            AgentCard card = ProtoJson.readComplete(json, AgentCard.getDefaultInstance());
            rules.check(card).forEach(violation -> members.refuse(violation.path(), violation.description()));
            return card;
        } catch (A2aException e) {
            e.violations().forEach(violation -> members.refuse(violation.path(), violation.description()));
            AgentCard rest = withoutFaults(members, e.violations());
            rules.check(rest).stream()
                    .filter(notUnder(e.violations()))
                    .forEach(violation -> members.refuse(violation.path(), violation.description()));
            return rest;
        }
    }

    private AgentCard readV03(byte[] json, CardMembers members) {
        Faults faults = new Faults();
        try {
            AgentCard card = new V03CardReader(faults)
                    .read(ProtoJson.readComplete(json, dev.parley.proto.a2a.v03json.AgentCard.getDefaultInstance()));
            rules.check(card).forEach(violation -> faults.add(pathInV03(violation.path()), violation.description()));
            faults.refuse();
            return card;
        } catch (A2aException e) {
            e.violations().forEach(violation -> members.refuse(violation.path(), violation.description()));
            return AgentCard.getDefaultInstance();
        }
    }

    /** Where in the card as it came a fault stands that was found in 1.0's. */
    private static String pathInV03(String path) {
        Matcher face = INTERFACE_URL.matcher(path);
        if (!face.matches()) {
            return path.equals("$.supportedInterfaces") ? "$.preferredTransport" : path;
        }
        int index = Integer.parseInt(face.group(1));
        return index == 0 ? "$.url" : "$.additionalInterfaces[" + (index - 1) + "].url";
    }

    /** What can be read once the values of wrong type are taken out, so that the rules still look at the rest. */
    private static AgentCard withoutFaults(CardMembers members, List<Violation> faults) {
        Value card = Value.newBuilder().setStructValue(members.object()).build();
        for (Violation fault : faults) {
            card = JsonPaths.blank(card, fault.path());
        }
        try {
            return ProtoJson.read(ProtoJson.toBytes(card.getStructValue()), AgentCard.getDefaultInstance());
        } catch (A2aException e) {
            return AgentCard.getDefaultInstance();
        }
    }

    private static Predicate<Violation> notUnder(List<Violation> known) {
        return violation -> known.stream().noneMatch(each -> violation.path().startsWith(each.path()));
    }

    /** The card's own extension first; the plans' members at the top, or in {@code metadata}, where it is silent. */
    private static RoutingMetadata routing(CardMembers members, Optional<Struct> extension) {
        RoutingMetadata.Builder routing = RoutingMetadata.newBuilder();
        members.object("metadata").ifPresent(metadata -> addPlain(metadata, routing));
        addPlain(members, routing);
        extension.ifPresent(params -> {
            CardMembers declared = members.at(params, "$.capabilities.extensions[\"" + Extensions.AGENT + "\"].params");
            declared.number("costPerRequest", Double.MAX_VALUE).ifPresent(routing::setCostPerRequest);
            declared.number("avgLatencyMs", Double.MAX_VALUE).ifPresent(routing::setAvgLatencyMs);
            declared.number("qualityScore", 1).ifPresent(routing::setQualityScore);
        });
        return routing.build();
    }

    private static void addPlain(CardMembers members, RoutingMetadata.Builder routing) {
        members.number("cost_per_request", Double.MAX_VALUE).ifPresent(routing::setCostPerRequest);
        members.number("avg_latency_ms", Double.MAX_VALUE).ifPresent(routing::setAvgLatencyMs);
        members.number("quality_score", 1).ifPresent(routing::setQualityScore);
    }

    private static List<String> labels(Optional<Struct> extension) {
        List<String> labels = new ArrayList<>();
        extension
                .map(params -> params.getFieldsMap().get("labels"))
                .ifPresent(value -> value.getListValue().getValuesList().stream()
                        .filter(Value::hasStringValue)
                        .map(Value::getStringValue)
                        .forEach(labels::add));
        return labels;
    }

    private static String proposedId(CardMembers members, Optional<Struct> extension) {
        return extension
                .map(params -> params.getFieldsMap().get("agentId"))
                .map(Value::getStringValue)
                .filter(id -> !id.isBlank())
                .or(() -> members.text("agent_id"))
                .orElse("");
    }

    private static A2aException invalid(List<Violation> violations) {
        String all = violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
        return new A2aException(A2aErrorCode.AGENT_CARD_INVALID, "The card is not valid: " + all, violations);
    }
}
