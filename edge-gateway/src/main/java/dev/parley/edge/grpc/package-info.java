/** A2A 1.0 and 0.3 over gRPC, on one listener. */
@NullMarked
package dev.parley.edge.grpc;

import org.jspecify.annotations.NullMarked;
