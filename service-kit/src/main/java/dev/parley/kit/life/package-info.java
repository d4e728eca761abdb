/** How a service starts and stops. */
@NullMarked
package dev.parley.kit.life;

import org.jspecify.annotations.NullMarked;
