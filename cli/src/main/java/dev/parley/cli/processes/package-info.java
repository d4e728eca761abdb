/** {@code parley mesh}: a mesh of processes on this machine, and what its operator does with it. */
@NullMarked
package dev.parley.cli.processes;

import org.jspecify.annotations.NullMarked;
