/** Checks of SendMessage and of what tasks and messages look like (§3.1.1, §3.2, §3.4, §4.1, §5). */
@NullMarked
package dev.parley.cli.conformance.send;

import org.jspecify.annotations.NullMarked;
