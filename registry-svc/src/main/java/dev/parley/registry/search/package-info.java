/** Finding agents by need: exact words, full text and vectors, fused. */
@NullMarked
package dev.parley.registry.search;

import org.jspecify.annotations.NullMarked;
