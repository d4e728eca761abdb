/** What is registered and the rules of registering it: no gRPC service, no SQL, no HTTP. */
@NullMarked
package dev.parley.registry.agent;

import org.jspecify.annotations.NullMarked;
