/** What must be true of the callers', the agents' and the mesh's records. */
@NullMarked
package dev.parley.bench.chaos.check;

import org.jspecify.annotations.NullMarked;
