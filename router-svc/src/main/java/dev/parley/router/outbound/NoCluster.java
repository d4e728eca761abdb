package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.router.agent.ConnectionFailure;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** What comes of an interface that Envoy has no cluster for, and never will: no call at all. */
record NoCluster(URI address) implements AgentAnswer {
    @Override
    public Message next(Supplier<Duration> silence) throws ConnectionFailure {
        throw new ConnectionFailure(
                false,
                "Envoy has no cluster for " + address.getAuthority()
                        + " (expected: a possible address, among the first " + AgentClusterNames.MOST
                        + " places of the card)");
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
