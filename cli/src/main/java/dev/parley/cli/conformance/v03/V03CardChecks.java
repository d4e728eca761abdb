package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.each;
import static dev.parley.cli.conformance.v03.V03Checks.once;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Loopback;
import dev.parley.cli.conformance.wire.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The card of 0.3 and the extended one (§5.5, §5.6, §7.10 of 0.3). */
final class V03CardChecks {
    private static final List<String> TEXTS = List.of("name", "description", "version", "protocolVersion", "url");
    private static final List<String> LISTS = List.of("skills", "defaultInputModes", "defaultOutputModes");
    // what each type of a security scheme must have besides
    private static final Map<String, List<String>> SCHEMES = Map.of(
            "apiKey", List.of("in", "name"),
            "http", List.of("scheme"),
            "oauth2", List.of("flows"),
            "openIdConnect", List.of("openIdConnectUrl"),
            "mutualTLS", List.of());

    private static final Pattern SECRET = Pattern.compile(
            "\"(password|client_?secret|access_?token|refresh_?token|private_?key|credentials)\":\"[^\"]",
            Pattern.CASE_INSENSITIVE);

    private V03CardChecks() {}

    static List<Check> all() {
        return List.of(
                once("card", "5.5", "a card of 0.3 has its required members", V03CardChecks::card),
                once("card-skills", "5.5.4", "each skill has id, name, description and tags", V03CardChecks::skills),
                once(
                        "card-interfaces",
                        "5.6",
                        "each additional interface has a transport and an absolute url",
                        V03CardChecks::interfaces),
                once(
                        "card-extensions",
                        "5.5.2.1",
                        "each extension has a uri, and what else it says has its type",
                        V03CardChecks::extensions),
                once(
                        "card-security",
                        "5.5.3",
                        "security schemes have what their type must have, and security names no others",
                        V03CardChecks::security),
                once(
                        "card-encrypted",
                        "4.1",
                        "interfaces elsewhere than on this host use TLS",
                        V03CardChecks::encrypted),
                once(
                        "card-secrets",
                        "5.4",
                        "the card that anybody may read has no credentials in it",
                        V03CardChecks::secrets),
                each("extended", "7.10", "the extended card is a whole card", V03CardChecks::extended),
                each(
                        "extended-undeclared",
                        "7.10",
                        "where the card declares none, asking for the extended card is an error",
                        V03CardChecks::extendedUndeclared));
    }

    private static void card(AgentProbe agent) {
        JsonNode card = V03Card.json(agent);
        texts(card);
        for (String name : LISTS) {
            expect(card.path(name).isArray(), "a list " + name, card);
        }
        expect(card.path("capabilities").isObject(), "an object capabilities", card.path("capabilities"));
        for (String name : List.of("streaming", "pushNotifications", "stateTransitionHistory")) {
            JsonNode value = card.path("capabilities").path(name);
            expect(value.isMissingNode() || value.isNull() || value.isBoolean(), name + " true or false", value);
        }
        expect(card.path("url").asText().matches("[a-z]+://.+|[^/\\s]+:[0-9]+"), "an absolute url", card.path("url"));
    }

    private static void texts(JsonNode card) {
        for (String name : TEXTS) {
            expect(!card.path(name).asText().isEmpty() && card.path(name).isTextual(), "a text " + name, card);
        }
    }

    private static void skills(AgentProbe agent) {
        JsonNode skills = V03Card.json(agent).path("skills");
        expect(!skills.isEmpty(), "at least one skill", skills);
        for (JsonNode skill : skills) {
            for (String name : List.of("id", "name", "description")) {
                expect(skill.path(name).isTextual(), "a text " + name + " of each skill", skill);
            }
            expect(skill.path("tags").isArray(), "a list of tags of each skill", skill);
        }
    }

    private static void interfaces(AgentProbe agent) {
        JsonNode card = V03Card.json(agent);
        JsonNode preferred = card.path("preferredTransport");
        expect(preferred.isMissingNode() || !preferred.asText().isEmpty(), "a preferredTransport", preferred);
        for (JsonNode one : card.path("additionalInterfaces")) {
            expect(!one.path("transport").asText().isEmpty(), "a transport", one);
            String url = one.path("url").asText();
            expect(
                    url.matches("[a-z]+://.+") || (isGrpc(one) && url.matches("[^/\\s]+:[0-9]+")),
                    "an absolute url",
                    one);
        }
    }

    private static boolean isGrpc(JsonNode anInterface) {
        return anInterface.path("transport").asText().equals("GRPC");
    }

    private static void extensions(AgentProbe agent) {
        JsonNode extensions = V03Card.json(agent).path("capabilities").path("extensions");
        if (extensions.isEmpty()) {
            throw new Verdict.Skipped("the card declares no extensions");
        }
        for (JsonNode one : extensions) {
            expect(one.path("uri").asText().matches("[a-z][a-z0-9+.-]*:\\S+"), "a uri", one);
            JsonNode required = one.path("required");
            expect(required.isMissingNode() || required.isBoolean(), "required true or false", one);
            JsonNode params = one.path("params");
            expect(params.isMissingNode() || params.isNull() || params.isObject(), "params that are an object", one);
        }
    }

    private static void security(AgentProbe agent) {
        JsonNode card = V03Card.json(agent);
        Set<String> declared = new HashSet<>();
        for (Map.Entry<String, JsonNode> scheme : card.path("securitySchemes").properties()) {
            declared.add(scheme.getKey());
            String type = scheme.getValue().path("type").asText();
            expect(SCHEMES.containsKey(type), "a type among " + SCHEMES.keySet(), scheme);
            for (String name : SCHEMES.getOrDefault(type, List.of())) {
                expect(scheme.getValue().has(name), name + " of a scheme of type " + type, scheme);
            }
            JsonNode metadata = scheme.getValue().path("oauth2MetadataUrl");
            expect(metadata.isMissingNode() || metadata.asText().startsWith("https://"), "a URL with TLS", metadata);
        }
        if (declared.isEmpty() && card.path("security").isEmpty()) {
            throw new Verdict.Skipped("the card declares no securitySchemes and no security");
        }
        for (JsonNode requirement : card.path("security")) {
            requirement
                    .fieldNames()
                    .forEachRemaining(name -> expect(declared.contains(name), "schemes among " + declared, name));
        }
    }

    private static void encrypted(AgentProbe agent) {
        List<String> elsewhere = V03Card.of(agent).interfaces().stream()
                .map(V03Card.Interface::url)
                .filter(url -> !Loopback.isIn(url))
                .toList();
        if (elsewhere.isEmpty()) {
            throw new Verdict.Skipped("all interfaces of 0.3 are on this host, so this is no production deployment");
        }
        elsewhere.forEach(url -> expect(!url.startsWith("http://"), "an address with TLS", url));
    }

    private static void secrets(AgentProbe agent) {
        Matcher secret = SECRET.matcher(V03Card.json(agent).toString());
        // the name alone: a report is no place for what must not be on a card
        expect(!secret.find(), "no passwords, tokens or keys", secret.hasMatch() ? "a " + secret.group(1) : "none");
    }

    private static boolean declaresExtended(V03Agent agent) {
        return agent.card().json().path("supportsAuthenticatedExtendedCard").asBoolean();
    }

    private static void extended(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        if (!declaresExtended(agent)) {
            throw new Verdict.Skipped("the card does not declare supportsAuthenticatedExtendedCard");
        }
        Reply reply = agent.wire().call(V03Method.EXTENDED_CARD, Probe.object());
        if (reply instanceof Reply.Refused refused && refused.fault().code().matches("40[13]|UNAUTHENTICATED")) {
            throw new Verdict.Skipped("the extended card wants credentials (--header): " + reply.described());
        }
        // an empty list is not there in the JSON of a protobuf
        texts(Probe.result(reply));
    }

    private static void extendedUndeclared(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        if (agent.card().json().isMissingNode() || declaresExtended(agent)) {
            throw new Verdict.Skipped("the card declares supportsAuthenticatedExtendedCard, or is not served in 0.3");
        }
        agent.refused(
                V03Method.EXTENDED_CARD,
                Probe.object(),
                V03Error.EXTENDED_CARD_NOT_CONFIGURED,
                V03Error.UNSUPPORTED_OPERATION);
    }
}
