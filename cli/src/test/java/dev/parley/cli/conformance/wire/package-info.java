@NullMarked
package dev.parley.cli.conformance.wire;

import org.jspecify.annotations.NullMarked;
