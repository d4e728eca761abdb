/** Time, chance and time-ordered ids. */
@NullMarked
package dev.parley.kit.ids;

import org.jspecify.annotations.NullMarked;
