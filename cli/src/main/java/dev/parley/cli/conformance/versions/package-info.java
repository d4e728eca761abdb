/** Checks of versions and extensions (§3.6, §4.6). */
@NullMarked
package dev.parley.cli.conformance.versions;

import org.jspecify.annotations.NullMarked;
