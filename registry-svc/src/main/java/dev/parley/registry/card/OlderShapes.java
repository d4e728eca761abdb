package dev.parley.registry.card;

import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.a2a.v1.HTTPAuthSecurityScheme;
import dev.parley.proto.a2a.v1.MutualTlsSecurityScheme;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import dev.parley.proto.a2a.v1.SecurityScheme;
import dev.parley.proto.a2a.v1.StringList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a card of the plans' shapes (requirements B3, B4, B5) into A2A 1.0. Their agents are called with A2A 1.0 over
 * JSON-RPC at the URL they name.
 */
final class OlderShapes {
    private static final List<String> MODES = List.of("text/plain", "application/json");

    private final CardMembers card;
    private final AgentUrls urls;
    private final @Nullable String baseUrl;

    OlderShapes(CardMembers card, AgentUrls urls, @Nullable String baseUrl) {
        this.card = card;
        this.urls = urls;
        this.baseUrl = baseUrl;
    }

    AgentCard read(CardShape shape) {
        return switch (shape) {
            case CAPABILITY_LIST -> capabilityList();
            case AUTHENTICATION_SCHEMES -> authenticationSchemes();
            case ENDPOINT -> endpoint();
            case A2A_1_0, A2A_0_3 -> throw new IllegalArgumentException(shape + " (expected: a shape of the plans)");
        };
    }

    private AgentCard capabilityList() {
        String name = card.requiredText("agent_name");
        checkAgentId();
        List<String> interactions = card.texts("supported_interactions");
        List<AgentSkill> skills = new ArrayList<>();
        Set<String> capabilities = new LinkedHashSet<>(card.texts("capabilities"));
        for (String capability : capabilities) {
            skills.add(skill(capability, capability, ""));
        }
        String description = card.text("description")
                .or(() -> card.object("metadata").flatMap(metadata -> metadata.text("description")))
                .orElse(name + (capabilities.isEmpty() ? "" : ": " + words(String.join(", ", capabilities))));
        AgentCard.Builder made = base(name, description, card.requiredText("agent_version"))
                .setCapabilities(AgentCapabilities.newBuilder()
                        .setStreaming(interactions.contains("streaming") || interactions.contains("bidirectional")))
                .addAllSkills(skills);
        addEndpoints(made);
        card.object("authentication").ifPresent(authentication -> {
            List<String> schemes = new ArrayList<>(authentication.texts("schemes"));
            authentication.text("type").ifPresent(schemes::add);
            addSchemes(made, schemes);
        });
        return made.build();
    }

    private void checkAgentId() {
        card.text("agent_id")
                .filter(id -> !id.matches("^[a-zA-Z0-9_-]+$"))
                .ifPresent(id ->
                        card.refuse(card.path("agent_id"), "\"" + id + "\" (expected: letters, digits, _ and -)"));
    }

    private void addEndpoints(AgentCard.Builder made) {
        List<Value> endpoints = card.list("endpoints");
        for (int i = 0; i < endpoints.size(); i++) {
            Value endpoint = endpoints.get(i);
            if (endpoint.hasStringValue()) {
                addInterface(made, endpoint.getStringValue(), card.path("endpoints") + "[" + i + "]");
            } else {
                card.element("endpoints", i, endpoint)
                        .ifPresent(each -> addInterface(made, each.requiredText("url"), each.path("url")));
            }
        }
        if (endpoints.isEmpty()) {
            addBaseUrl(made, "endpoints", "at least one endpoint with a url");
        }
    }

    private AgentCard authenticationSchemes() {
        AgentCard.Builder made =
                base(card.requiredText("name"), card.requiredText("description"), card.requiredText("version"));
        card.object("capabilities")
                .ifPresent(flags -> made.setCapabilities(AgentCapabilities.newBuilder()
                        .setStreaming(flags.flag("streaming"))
                        .setPushNotifications(flags.flag("pushNotifications"))));
        addSkills(made);
        if (card.has("url")) {
            addInterface(made, card.requiredText("url"), card.path("url"));
        } else {
            addBaseUrl(made, "url", "the agent's URL, for the card was not fetched from one");
        }
        card.object("authentication").ifPresent(each -> addSchemes(made, each.texts("schemes")));
        return made.build();
    }

    private AgentCard endpoint() {
        AgentCard.Builder made =
                base(card.requiredText("name"), card.requiredText("description"), card.requiredText("version"));
        addInterface(made, card.requiredText("endpoint"), card.path("endpoint"));
        Set<String> features = new LinkedHashSet<>(card.texts("supported_features"));
        made.setCapabilities(AgentCapabilities.newBuilder()
                .setStreaming(features.contains("streaming"))
                .setPushNotifications(features.contains("push_notifications")));
        addSkills(made);
        Set<String> known = new LinkedHashSet<>();
        made.getSkillsList().forEach(skill -> known.add(skill.getId()));
        for (String capability : card.texts("capabilities")) {
            if (known.add(capability)) {
                made.addSkills(skill(capability, capability, ""));
            }
        }
        if (card.flag("authentication_required")) {
            addSchemes(made, List.of("bearer"));
        }
        return made.build();
    }

    /** Skills as strings or as objects; what 1.0 demands and they lack is made from what they have. */
    private void addSkills(AgentCard.Builder made) {
        List<Value> skills = card.list("skills");
        for (int i = 0; i < skills.size(); i++) {
            Value value = skills.get(i);
            if (value.hasStringValue() && !value.getStringValue().isBlank()) {
                made.addSkills(skill(value.getStringValue(), value.getStringValue(), ""));
            } else {
                card.element("skills", i, value).ifPresent(each -> made.addSkills(skillObject(each)));
            }
        }
    }

    private static AgentSkill skillObject(CardMembers each) {
        String name = each.requiredText("name");
        String id = each.text("id").filter(text -> !text.isBlank()).orElse(name);
        AgentSkill.Builder skill = skill(id, name, each.text("description").orElse("")).toBuilder();
        List<String> tags = each.texts("tags");
        if (!tags.isEmpty()) {
            skill.clearTags().addAllTags(tags);
        }
        return skill.addAllExamples(each.texts("examples")).build();
    }

    private static AgentSkill skill(String id, String name, String description) {
        return AgentSkill.newBuilder()
                .setId(id)
                .setName(words(name))
                .setDescription(description.isBlank() ? words(name) : description)
                .addTags(id)
                .build();
    }

    private static String words(String name) {
        return name.replace('_', ' ').strip();
    }

    private static AgentCard.Builder base(String name, String description, String version) {
        return AgentCard.newBuilder()
                .setName(name)
                .setDescription(description)
                .setVersion(version)
                .setCapabilities(AgentCapabilities.getDefaultInstance())
                .addAllDefaultInputModes(MODES)
                .addAllDefaultOutputModes(MODES);
    }

    private void addBaseUrl(AgentCard.Builder made, String member, String expected) {
        if (baseUrl == null) {
            card.refuse(card.path(member), "missing (expected: " + expected + ")");
        } else {
            addInterface(made, baseUrl, card.path(member));
        }
    }

    private void addInterface(AgentCard.Builder made, String url, String path) {
        if (url.isBlank()) {
            return;
        }
        urls.fault(url).ifPresent(fault -> card.refuse(path, fault));
        made.addSupportedInterfaces(AgentInterface.newBuilder()
                .setUrl(url)
                .setProtocolBinding(CardRules.JSONRPC)
                .setProtocolVersion("1.0"));
    }

    /** The plans name schemes and nothing more; a token in a header is what each of them but mTLS comes to. */
    private static void addSchemes(AgentCard.Builder made, List<String> schemes) {
        for (String scheme : schemes) {
            String name = scheme.toLowerCase(Locale.ROOT);
            if (name.equals("none")) {
                continue;
            }
            made.putSecuritySchemes(
                    name,
                    name.equals("mtls")
                            ? SecurityScheme.newBuilder()
                                    .setMtlsSecurityScheme(MutualTlsSecurityScheme.getDefaultInstance())
                                    .build()
                            : SecurityScheme.newBuilder()
                                    .setHttpAuthSecurityScheme(HTTPAuthSecurityScheme.newBuilder()
                                            .setScheme(name.equals("basic") ? "basic" : "bearer"))
                                    .build());
            made.addSecurityRequirements(
                    SecurityRequirement.newBuilder().putSchemes(name, StringList.getDefaultInstance()));
        }
    }
}
