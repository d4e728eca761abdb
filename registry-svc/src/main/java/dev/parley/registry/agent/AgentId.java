package dev.parley.registry.agent;

import dev.parley.proto.error.A2aException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** An agent's id: a DNS label that no path of the mesh uses. */
public record AgentId(String value) {
    static final int MAX_LENGTH = 63;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Set<String> RESERVED = Set.of(
            "v1",
            "tasks",
            "message",
            "agents",
            "api",
            "ws",
            "dial-in",
            "health",
            "execute",
            "a2a",
            "p2p",
            "agent",
            "well-known",
            "agent-card",
            "agent-json");

    /** @throws A2aException INVALID_PARAMS when the text is no id, or a reserved one */
    public static AgentId parse(String text) {
        if (!LABEL.matcher(text).matches()) {
            throw A2aException.invalidParams(
                    "$.id", "\"" + text + "\" (expected: 1 to 63 of a-z, 0-9 and -, neither first nor last a -)");
        }
        if (RESERVED.contains(text)) {
            throw A2aException.invalidParams("$.id", "\"" + text + "\" is reserved (expected: another id)");
        }
        return new AgentId(text);
    }

    /** An id made from a name: {@code "Wetter & Klima"} gives {@code wetter-klima}. */
    static AgentId of(String name) {
        String slug = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-");
        slug = trim(slug.substring(0, Math.min(slug.length(), MAX_LENGTH - 6)));
        return slug.isEmpty() || RESERVED.contains(slug) ? new AgentId(trim("an-agent-" + slug)) : new AgentId(slug);
    }

    /** The id to try when this one is another agent's. */
    AgentId numbered(int number) {
        return number == 1 ? this : new AgentId(value + "-" + number);
    }

    private static String trim(String slug) {
        return slug.replaceAll("^-+|-+$", "");
    }
}
