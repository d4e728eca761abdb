/** What is done to a mesh, and the order in which a seed has it done. */
@NullMarked
package dev.parley.bench.chaos.fault;

import org.jspecify.annotations.NullMarked;
