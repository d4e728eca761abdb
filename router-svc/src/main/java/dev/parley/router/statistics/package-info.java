/** Latency and success of agents as measured, blended with what they declare. */
@NullMarked
package dev.parley.router.statistics;

import org.jspecify.annotations.NullMarked;
