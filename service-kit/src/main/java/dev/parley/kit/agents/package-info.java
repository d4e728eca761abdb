/** The registry's agents, mirrored in memory. */
@NullMarked
package dev.parley.kit.agents;

import org.jspecify.annotations.NullMarked;
