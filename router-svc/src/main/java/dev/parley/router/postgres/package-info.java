/** The router's table of decisions, filled aside. */
@NullMarked
package dev.parley.router.postgres;

import org.jspecify.annotations.NullMarked;
