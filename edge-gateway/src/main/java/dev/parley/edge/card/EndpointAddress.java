package dev.parley.edge.card;

import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint is, an agent's or the mesh's own, as its caller sees it.
 *
 * @param http URL without a trailing slash
 * @param grpc {@code host:port}, without a scheme; null where gRPC is not served, or not known from outside
 * @param grpcTenant what a request to {@code grpc} must name; empty where the address alone is the endpoint's
 */
record EndpointAddress(String http, @Nullable String grpc, String grpcTenant) {}
