/** What a check is, what it works with, and how all of them are run. */
@NullMarked
package dev.parley.cli.conformance.suite;

import org.jspecify.annotations.NullMarked;
