/** A2A 1.0 over gRPC, on a listener of its own. */
@NullMarked
package dev.parley.edge.grpc;

import org.jspecify.annotations.NullMarked;
