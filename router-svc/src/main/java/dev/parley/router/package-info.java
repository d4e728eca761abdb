/** The router: chooses agents and calls them. Its beans exist in a context whose {@code parley.service} is {@code router}. */
@Configuration
@Requires(property = "parley.service", value = "router")
@NullMarked
package dev.parley.router;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
