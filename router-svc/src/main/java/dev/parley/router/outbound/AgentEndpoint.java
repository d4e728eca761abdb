package dev.parley.router.outbound;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.router.agent.AgentKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where and how an agent is called: the first interface of its card that is JSON-RPC of a version the mesh speaks.
 *
 * @param version what it is called in
 * @param label the interface's own {@code tenant}, which every request repeats; empty when it has none
 * @param streaming what the card says of streaming
 * @param notStartedStatuses HTTP statuses by which the agent declares that it did not look at the request
 */
public record AgentEndpoint(
        AgentKey key, URI uri, A2aVersion version, String label, boolean streaming, Set<Integer> notStartedStatuses) {
    /** Member of the card's {@code agent} extension: the statuses, of 429 and 503, that prove "not started". */
    static final String NOT_STARTED_STATUSES = "notStartedStatuses";

    private static final Set<Integer> MAY_BE_DECLARED = Set.of(429, 503);

    public AgentEndpoint {
        notStartedStatuses = Set.copyOf(notStartedStatuses);
    }

    /** @throws CallFailed NOT_STARTED when the card has no interface that can be called */
    public static AgentEndpoint of(Agent agent) throws CallFailed {
        AgentCard card = agent.getCard();
        for (AgentInterface offered : card.getSupportedInterfacesList()) {
            Optional<A2aVersion> version = A2aVersion.ofInterface(offered.getProtocolVersion());
            if (offered.getProtocolBinding().equalsIgnoreCase("JSONRPC") && version.isPresent()) {
                return new AgentEndpoint(
                        new AgentKey(agent.getTenant(), agent.getId()),
                        httpUri(agent.getId(), offered.getUrl()),
                        version.get(),
                        offered.getTenant(),
                        card.getCapabilities().getStreaming(),
                        declaredStatuses(card));
            }
        }
        String offered = card.getSupportedInterfacesList().stream()
                .map(face -> face.getProtocolBinding() + " " + face.getProtocolVersion())
                .collect(Collectors.joining(", "));
        throw new CallFailed(new CallOutcome.NotStarted(
                "agent \"" + agent.getId() + "\" offers " + (offered.isEmpty() ? "no interface" : offered)
                        + " (expected: JSONRPC of one of " + A2aVersion.supported() + ")"));
    }

    private static URI httpUri(String agentId, String url) throws CallFailed {
        @Nullable URI uri = null;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // answered below, with the same words as any other wrong URL
        }
        if (uri == null
                || uri.getHost() == null
                || !("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))) {
            throw new CallFailed(new CallOutcome.NotStarted(
                    "agent \"" + agentId + "\" has the URL \"" + url + "\" (expected: http or https with a host)"));
        }
        return uri;
    }

    private static Set<Integer> declaredStatuses(AgentCard card) {
        for (AgentExtension extension : card.getCapabilities().getExtensionsList()) {
            if (extension.getUri().equals(Extensions.AGENT)) {
                return extension
                        .getParams()
                        .getFieldsOrDefault(NOT_STARTED_STATUSES, com.google.protobuf.Value.getDefaultInstance())
                        .getListValue()
                        .getValuesList()
                        .stream()
                        .map(value -> (int) value.getNumberValue())
                        .filter(MAY_BE_DECLARED::contains)
                        .collect(Collectors.toUnmodifiableSet());
            }
        }
        return Set.of();
    }
}
