/** The gRPC face of the service. */
@NullMarked
package dev.parley.embed.rpc;

import org.jspecify.annotations.NullMarked;
