package dev.parley.router.outbound;

import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.router.http.AgentAddress;
import java.net.URI;
import java.util.Set;

/**
 * One interface of an agent, in a version that the mesh speaks.
 *
 * @param address as {@link ProtocolBinding#address} gives it
 * @param cluster what Envoy knows the address by; empty for no cluster
 * @param label the interface's own {@code tenant}, which every request repeats; empty when it has none
 * @param isV02 whether the agent says 0.2, which is 0.3 in all but the extended card
 * @param declared what the agent says of itself
 */
public record CallTarget(
        ProtocolBinding binding,
        URI address,
        String cluster,
        A2aVersion version,
        boolean isV02,
        String label,
        Declared declared) {
    /** The address as requests need it. */
    public AgentAddress place() {
        return new AgentAddress(address, cluster);
    }

    /** HTTP statuses by which the agent declares that it did not look at the request. */
    public Set<Integer> notStartedStatuses() {
        return declared.notStartedStatuses();
    }

    /** How the agent has the bytes of files in 0.3's messages. */
    public FileBytes files() {
        return declared.files();
    }
}
