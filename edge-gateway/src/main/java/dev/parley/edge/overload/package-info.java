/** How many messages are taken in at once, so that those that are taken are answered soon. */
@NullMarked
package dev.parley.edge.overload;

import org.jspecify.annotations.NullMarked;
