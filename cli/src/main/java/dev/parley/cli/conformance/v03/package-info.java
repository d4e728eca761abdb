/** Checks of A2A 0.3 over each binding in which a card offers it: {@code V03Agent}, then the checks by what they look at. */
@NullMarked
package dev.parley.cli.conformance.v03;

import org.jspecify.annotations.NullMarked;
