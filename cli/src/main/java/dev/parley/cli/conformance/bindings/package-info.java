/** Checks that all bindings of an agent say the same (§5.1). */
@NullMarked
package dev.parley.cli.conformance.bindings;

import org.jspecify.annotations.NullMarked;
