/** Data sources. */
@NullMarked
package dev.parley.kit.jdbc;

import org.jspecify.annotations.NullMarked;
