package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.mesh.MeshClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which dead letters. */
final class LetterFilter {
    private static final When WHEN = new When(InstantSource.system());

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only these: no-agent, unreachable, may-have-started, broken, silent, budget-spent, deadline,"
                    + " too-large, internal, agent-error, webhook.")
    private List<String> reasons = List.of();

    @Option(names = "--agent", paramLabel = "AGENT", description = "Only where this agent was tried last.")
    private @Nullable String agent;

    @Option(names = "--since", paramLabel = "WHEN", description = "Only since then: 2h, 3d, or a time in RFC 3339.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "WHEN", description = "Only before then.")
    private @Nullable String until;

    @Option(names = "--everyone", description = "Those of all callers of the tenant, for admins.")
    private boolean everyone;

    boolean isEmpty() {
        return reasons.isEmpty() && agent == null && since == null && until == null && !everyone;
    }

    /** As parameters of a query; each begins with an ampersand. */
    String query() {
        StringJoiner query = new StringJoiner("");
        reasons.forEach(reason -> query.add("&reason=" + MeshClient.encoded(reason(reason))));
        if (agent != null) {
            query.add("&agent=" + MeshClient.encoded(agent));
        }
        if (since != null) {
            query.add("&since=" + WHEN.ago("--since", since));
        }
        if (until != null) {
            query.add("&until=" + WHEN.ago("--until", until));
        }
        return query.add(everyone ? "&everyone=true" : "").toString();
    }

    /** As an object of a body. */
    ObjectNode json(JsonMapper mapper) {
        ObjectNode filter = mapper.createObjectNode();
        reasons.forEach(reason -> filter.withArray("reasons").add(reason(reason)));
        if (agent != null) {
            filter.put("agent", agent);
        }
        if (since != null) {
            filter.put("since", WHEN.ago("--since", since).toString());
        }
        if (until != null) {
            filter.put("until", WHEN.ago("--until", until).toString());
        }
        return everyone ? filter.put("everyone", true) : filter;
    }

    private static String reason(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
