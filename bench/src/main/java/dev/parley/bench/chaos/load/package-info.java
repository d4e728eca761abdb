/** Callers at a fixed rate, each of which follows its message to its end and writes down what it saw. */
@NullMarked
package dev.parley.bench.chaos.load;

import org.jspecify.annotations.NullMarked;
