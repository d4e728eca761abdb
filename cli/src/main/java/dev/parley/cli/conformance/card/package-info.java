/** Checks of the agent card (A2A 1.0.1 §4.4, §8). */
@NullMarked
package dev.parley.cli.conformance.card;

import org.jspecify.annotations.NullMarked;
