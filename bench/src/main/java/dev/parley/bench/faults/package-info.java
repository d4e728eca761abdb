/** Calls to a mesh of processes at a fixed rate while parts of it are killed and stopped. */
@NullMarked
package dev.parley.bench.faults;

import org.jspecify.annotations.NullMarked;
