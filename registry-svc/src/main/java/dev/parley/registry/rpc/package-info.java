/** The gRPC face of the registry: translation only. */
@NullMarked
package dev.parley.registry.rpc;

import org.jspecify.annotations.NullMarked;
