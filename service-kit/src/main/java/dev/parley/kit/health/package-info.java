/** What a service depends on, and whether it works. */
@NullMarked
package dev.parley.kit.health;

import org.jspecify.annotations.NullMarked;
