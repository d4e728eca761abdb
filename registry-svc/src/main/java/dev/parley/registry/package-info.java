/** The registry: agents, their cards, their health, and finding them. On when {@code parley.service} is {@code registry}. */
@Configuration
@Requires(property = "parley.service", value = "registry")
@NullMarked
package dev.parley.registry;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
