/** Who calls, carried from service to service. */
@NullMarked
package dev.parley.kit.identity;

import org.jspecify.annotations.NullMarked;
