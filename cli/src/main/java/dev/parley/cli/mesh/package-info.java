/** Talking to a mesh: which one, and over which wire. */
@NullMarked
package dev.parley.cli.mesh;

import org.jspecify.annotations.NullMarked;
