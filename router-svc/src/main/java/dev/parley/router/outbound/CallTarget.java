package dev.parley.router.outbound;

import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.ProtocolBinding;
import java.net.URI;
import java.util.Set;

/**
 * One interface of an agent, in a version that the mesh speaks.
 *
 * @param address as {@link ProtocolBinding#address} gives it
 * @param label the interface's own {@code tenant}, which every request repeats; empty when it has none
 * @param notStartedStatuses HTTP statuses by which the agent declares that it did not look at the request
 */
public record CallTarget(
        ProtocolBinding binding, URI address, A2aVersion version, String label, Set<Integer> notStartedStatuses) {
    public CallTarget {
        notStartedStatuses = Set.copyOf(notStartedStatuses);
    }
}
