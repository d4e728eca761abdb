/** Agents and skill vectors in PostgreSQL. */
@NullMarked
package dev.parley.registry.postgres;

import org.jspecify.annotations.NullMarked;
