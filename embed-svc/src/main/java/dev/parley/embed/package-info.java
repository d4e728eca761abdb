/** The embed service: turns text into vectors. On when {@code parley.service} is {@code embed}. */
@Configuration
@Requires(property = "parley.service", value = "embed")
@NullMarked
package dev.parley.embed;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
