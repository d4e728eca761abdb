/** A closed-loop load generator: each connection sends its next message when the answer to the last one is there. */
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
