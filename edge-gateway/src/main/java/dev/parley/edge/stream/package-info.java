/** Server-sent events: numbered, resumable, no faster than their reader. */
@NullMarked
package dev.parley.edge.stream;

import org.jspecify.annotations.NullMarked;
