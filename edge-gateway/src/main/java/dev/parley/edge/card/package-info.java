/** The agent cards that the mesh serves. */
@NullMarked
package dev.parley.edge.card;

import org.jspecify.annotations.NullMarked;
