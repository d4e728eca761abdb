/** The agent that answers at once, so that only the way to it is measured. */
@NullMarked
package dev.parley.bench.agent;

import org.jspecify.annotations.NullMarked;
