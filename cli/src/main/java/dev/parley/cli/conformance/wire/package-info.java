/** Thin clients of the three bindings that keep what went over the wire. */
@NullMarked
package dev.parley.cli.conformance.wire;

import org.jspecify.annotations.NullMarked;
