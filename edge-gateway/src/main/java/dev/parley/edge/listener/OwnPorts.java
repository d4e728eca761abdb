package dev.parley.edge.listener;

import dev.parley.edge.connection.Listener;
import dev.parley.proto.registry.v1.AgentListener;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is open for one agent.
 *
 * @param version of the agent, when its ports were last decided
 */
record OwnPorts(
        long version, @Nullable Listener http, @Nullable Listener grpc) {
    static final OwnPorts NONE = new OwnPorts(0, null, null);

    /** What an operator asks for: a port, 0 for any that is free, {@link #NO_PORT} for none. */
    record Wanted(int http, int grpc) {
        static final int NO_PORT = -1;

        /** As the registry keeps it, where 0 is none. */
        static Wanted of(AgentListener kept) {
            return new Wanted(orNone(kept.getHttpPort()), orNone(kept.getGrpcPort()));
        }

        private static int orNone(int port) {
            return port == 0 ? NO_PORT : port;
        }
    }

    OwnPorts at(long newVersion) {
        return new OwnPorts(newVersion, http, grpc);
    }

    List<Listener> all() {
        return Stream.of(http, grpc).filter(Objects::nonNull).toList();
    }

    /** Those that {@code other} has not. */
    List<Listener> without(OwnPorts other) {
        return all().stream()
                .filter(listener -> !other.all().contains(listener))
                .toList();
    }

    AgentListener toProto() {
        AgentListener.Builder proto = AgentListener.newBuilder();
        if (http != null) {
            proto.setHttpPort(http.port());
        }
        if (grpc != null) {
            proto.setGrpcPort(grpc.port());
        }
        return proto.build();
    }
}
