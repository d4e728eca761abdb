package dev.parley.proto.cluster;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.dialect.ProtocolBinding;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The clusters of one agent: one for each place (scheme, host and port) of the interfaces that the mesh can call, in the card's
 * order. The first is {@code agent/TENANT/ID}, a further one {@code agent/TENANT/ID/HOST:PORT}, and {@code …/HOST:PORT/tls} where it
 * is reached by https. Each name fits a header and is one agent's alone; what a tenant or id should not have is percent-encoded.
 */
public final class AgentClusterNames {
    /** How each name begins. */
    public static final String PREFIX = "agent/";

    /** Places of one agent that get a cluster; more of them have none. */
    public static final int MOST = 8;

    private static final String SAFE = "-._~";

    private final Map<AgentOrigin, String> names = new LinkedHashMap<>();
    private final String first;
    private boolean leftOut;

    private AgentClusterNames(String first) {
        this.first = first;
    }

    public static AgentClusterNames of(String tenant, String id, AgentCard card) {
        AgentClusterNames names = new AgentClusterNames(PREFIX + encoded(tenant) + "/" + encoded(id));
        for (AgentInterface offered : card.getSupportedInterfacesList()) {
            ProtocolBinding.of(offered.getProtocolBinding())
                    .filter(binding ->
                            binding.callable(offered.getProtocolVersion()).isPresent())
                    .flatMap(binding -> binding.address(offered.getUrl()))
                    .ifPresent(names::add);
        }
        return names;
    }

    private void add(URI address) {
        Optional<AgentOrigin> origin = AgentOrigin.of(address);
        if (origin.isEmpty() || (names.size() == MOST && !names.containsKey(origin.get()))) {
            leftOut = true;
            return;
        }
        names.computeIfAbsent(origin.get(), place -> names.isEmpty() ? first : further(place));
    }

    private String further(AgentOrigin origin) {
        return first + "/" + origin.authority() + (origin.secure() ? "/tls" : "");
    }

    /** The names by place, in the card's order. */
    public Map<AgentOrigin, String> all() {
        return Collections.unmodifiableMap(names);
    }

    /** Whether an interface that the mesh could call has no cluster. */
    public boolean isSomeLeftOut() {
        return leftOut;
    }

    /** The cluster of what is at an address; empty where there is none. */
    public Optional<String> of(URI address) {
        return AgentOrigin.of(address).map(names::get);
    }

    private static String encoded(String text) {
        StringBuilder safe = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || SAFE.indexOf(c) >= 0;
            safe.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return safe.toString();
    }
}
