/** A small A2A 1.0 agent server to copy from: JSON-RPC over the JDK's own HTTP server, tasks in memory. */
@NullMarked
package dev.parley.examples.kit;

import org.jspecify.annotations.NullMarked;
