/** A basic set of checks of A2A 0.3 over JSON-RPC, for agents whose card offers it. */
@NullMarked
package dev.parley.cli.conformance.older;

import org.jspecify.annotations.NullMarked;
