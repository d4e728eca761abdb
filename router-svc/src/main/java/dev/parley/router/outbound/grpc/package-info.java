/** gRPC: channels to agents, and one call over them. */
@NullMarked
package dev.parley.router.outbound.grpc;

import org.jspecify.annotations.NullMarked;
