/** Listeners on which one agent alone is served, and who opens them. */
@NullMarked
package dev.parley.edge.listener;

import org.jspecify.annotations.NullMarked;
