/** Checks of what bad requests are answered with (§3.3, §5.4, §9.5, §10.6, §11.6). */
@NullMarked
package dev.parley.cli.conformance.errors;

import org.jspecify.annotations.NullMarked;
