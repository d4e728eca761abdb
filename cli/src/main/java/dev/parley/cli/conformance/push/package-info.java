/** Checks of push notifications (§3.1.7 to §3.1.10, §4.3). */
@NullMarked
package dev.parley.cli.conformance.push;

import org.jspecify.annotations.NullMarked;
