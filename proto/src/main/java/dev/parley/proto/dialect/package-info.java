/** Other versions of A2A than the one inside: what they say in 1.0's words, and the reverse. Knows no transport. */
@NullMarked
package dev.parley.proto.dialect;

import org.jspecify.annotations.NullMarked;
