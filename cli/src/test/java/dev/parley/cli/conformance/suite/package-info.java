@NullMarked
package dev.parley.cli.conformance.suite;

import org.jspecify.annotations.NullMarked;
