/** Servers, channels and streams of the internal gRPC services, and how errors travel on them. */
@NullMarked
package dev.parley.kit.rpc;

import org.jspecify.annotations.NullMarked;
