/** The suite against an agent that does everything right, and against agents with one fault each. */
@NullMarked
package dev.parley.cli.conformance;

import org.jspecify.annotations.NullMarked;
