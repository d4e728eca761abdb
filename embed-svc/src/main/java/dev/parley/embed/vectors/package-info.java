/** Vectors of texts, each computed once at a time and kept for a while. */
@NullMarked
package dev.parley.embed.vectors;

import org.jspecify.annotations.NullMarked;
