/** The raw exchange with callers, kept for who wants to see what a translation was made of. Off by default. */
@NullMarked
package dev.parley.edge.wire;

import org.jspecify.annotations.NullMarked;
