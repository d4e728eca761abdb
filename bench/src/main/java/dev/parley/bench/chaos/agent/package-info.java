/** Agents that can be killed and stopped, write down every start, and do what a message's text asks. */
@NullMarked
package dev.parley.bench.chaos.agent;

import org.jspecify.annotations.NullMarked;
