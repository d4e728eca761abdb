/** The embedded PostgreSQL on a kept folder, and pgvector for it. */
@NullMarked
package dev.parley.standalone.postgres;

import org.jspecify.annotations.NullMarked;
