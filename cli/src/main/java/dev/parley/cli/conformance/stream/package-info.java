/** Checks of streams and subscriptions (§3.1.2, §3.1.6, §3.5). */
@NullMarked
package dev.parley.cli.conformance.stream;

import org.jspecify.annotations.NullMarked;
