/** Agent cards: fetched from where they are served, read in every shape they come in, checked whole. */
@NullMarked
package dev.parley.registry.card;

import org.jspecify.annotations.NullMarked;
