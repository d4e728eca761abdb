/** The front door: HTTP in, internal gRPC behind it, no state of its own. On when {@code parley.service} is {@code edge}. */
@NullMarked
@Configuration
@Requires(property = "parley.service", value = "edge")
package dev.parley.edge;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
