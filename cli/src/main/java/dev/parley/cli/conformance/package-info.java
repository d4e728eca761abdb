/** The command that checks an A2A agent against the specification. */
@NullMarked
package dev.parley.cli.conformance;

import org.jspecify.annotations.NullMarked;
