/** The span of a caller's request, whatever it came over. */
@NullMarked
package dev.parley.edge.trace;

import org.jspecify.annotations.NullMarked;
