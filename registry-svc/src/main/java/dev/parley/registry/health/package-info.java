/** Whether agents are alive: probes, presence in Redis, cards looked at again. */
@NullMarked
package dev.parley.registry.health;

import org.jspecify.annotations.NullMarked;
