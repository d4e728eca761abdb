/** Checks of who may do what (§7.4, §13.1): callers without credentials, and two callers beside each other. */
@NullMarked
package dev.parley.cli.conformance.callers;

import org.jspecify.annotations.NullMarked;
