/** A mesh of processes on one machine: every service instance with an Envoy beside it, a public Envoy in front, and who watches over them. */
@NullMarked
package dev.parley.mesh;

import org.jspecify.annotations.NullMarked;
