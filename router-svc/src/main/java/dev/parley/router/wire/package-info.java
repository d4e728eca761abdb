/** The raw exchange with agents, kept for who debugs a translation. Off by default. */
@NullMarked
package dev.parley.router.wire;

import org.jspecify.annotations.NullMarked;
