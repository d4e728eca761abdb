package dev.parley.edge.card;

import org.jspecify.annotations.Nullable;

/**
 * Where the mesh is, as its caller sees it.
 *
 * @param http base of every URL, without a trailing slash
 * @param grpc {@code host:port}, without a scheme; null where gRPC is not served
 */
record MeshAddress(String http, @Nullable String grpc) {}
