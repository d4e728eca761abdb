/** Clients of A2A 0.3, one a binding, whose answers can be read in one form. */
@NullMarked
package dev.parley.cli.conformance.v03.wire;

import org.jspecify.annotations.NullMarked;
