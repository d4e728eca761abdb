package dev.parley.edge.card;

import dev.parley.edge.address.CallerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller called, which is what the URLs on a card follow.
 *
 * @param rooted whether that is an agent's own root
 * @param base the mesh's public URL, without a trailing slash
 * @param grpc {@code host:port} of the mesh's gRPC; null where it is not served, or not known from outside
 */
public record CalledAt(
        CallerAddress caller,
        boolean rooted,
        String base,
        @Nullable String grpc) {}
