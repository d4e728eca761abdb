/** Agents and their cards: agent, card, find. */
@NullMarked
package dev.parley.cli.agents;

import org.jspecify.annotations.NullMarked;
