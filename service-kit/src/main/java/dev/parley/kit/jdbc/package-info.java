/** Data sources, and whether they answer. */
@NullMarked
package dev.parley.kit.jdbc;

import org.jspecify.annotations.NullMarked;
