package dev.parley.router.egress;

import dev.parley.router.agent.ConnectionFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Envoy said in place of the agent: its response flags, and its words. An agent cannot say this, since Envoy takes the header
 * away from what agents answer.
 */
public record EnvoyReply(List<String> flags, String text) {
    /** Only Envoy's own answers have it. */
    public static final String HEADER = "x-parley-envoy-flags";

    /** What was wrong with the connection to the agent. */
    public static final String REASON_HEADER = "x-parley-envoy-reason";

    /** Names the cluster that a request is for. */
    public static final String CLUSTER = "x-parley-cluster";

    /** An Envoy takes a new cluster within milliseconds, with very many within a second. */
    public static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(20);

    /** Together about a second. */
    public static final int ASK_AGAIN = 50;

    private static final String NO_CLUSTER = "NC";
    private static final String OVERFLOW = "UO";
    private static final String NO_HOST = "UH";
    private static final String NOT_CONNECTED = "UF";

    /** With each of them the request was on no connection to the agent. URX says that Envoy has tried again. */
    private static final Set<String> NOT_STARTED = Set.of(NO_CLUSTER, OVERFLOW, NO_HOST, NOT_CONNECTED, "URX");

    private static final String BEFORE_REASON = "reset reason: ";
    private static final int MAX_TEXT = 300;

    public EnvoyReply {
        flags = List.copyOf(flags);
    }

    /**
     * @param flags the header's value; null when there is none
     * @param reason that header's value, likewise
     * @param text Envoy's words where it gives no reason
     * @return empty when the answer is the agent's
     */
    public static Optional<EnvoyReply> of(@Nullable String flags, @Nullable String reason, String text) {
        // in a header's value Envoy writes _ for each space
        String said = reason == null || reason.isEmpty() || reason.equals("-") ? text : reason.replace('_', ' ');
        return flags == null ? Optional.empty() : Optional.of(new EnvoyReply(List.of(flags.split(",")), said));
    }

    /** Envoy knows no such cluster, or not yet. */
    public boolean isUnknownCluster() {
        return flags.equals(List.of(NO_CLUSTER));
    }

    /** Whether nothing of the request can have reached the agent. */
    public boolean provesNotStarted() {
        return NOT_STARTED.containsAll(flags);
    }

    /** @param address of the agent */
    public ConnectionFailure failure(String address) {
        return new ConnectionFailure(!provesNotStarted(), words(address));
    }

    private String words(String address) {
        String said = " (Envoy says " + String.join(",", flags) + ")";
        if (!provesNotStarted()) {
            return "the connection to " + address + " broke: " + reason() + said;
        }
        if (flags.contains(NO_CLUSTER)) {
            return "Envoy has no cluster for " + address + said;
        }
        if (flags.contains(OVERFLOW)) {
            return "too many calls to " + address + " are under way" + said;
        }
        if (flags.contains(NO_HOST)) {
            return "no address of " + address + " can be tried" + said;
        }
        return "no connection to " + address + ": " + reason() + said;
    }

    private String reason() {
        int at = text.indexOf(BEFORE_REASON);
        String reason = (at < 0 ? text : text.substring(at + BEFORE_REASON.length())).strip();
        return reason.length() <= MAX_TEXT ? reason : reason.substring(0, MAX_TEXT) + "…";
    }
}
