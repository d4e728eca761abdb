/** Owns tasks: their journal, their runs and their watchers. */
@Configuration
@Requires(property = "parley.service", value = "task")
@NullMarked
package dev.parley.task;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
