/** Load and faults of many kinds on a mesh of processes, and the proof afterwards that nothing was lost or done twice. */
@NullMarked
package dev.parley.bench.chaos;

import org.jspecify.annotations.NullMarked;
