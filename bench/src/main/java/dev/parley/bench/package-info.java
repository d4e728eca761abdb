/** Load drivers that print what a message costs through the mesh and without it, in one interleaved run. */
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
