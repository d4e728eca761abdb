/** HTTP to agents: one pool of connections, read by blocking virtual threads, with proof of what was sent. */
@NullMarked
package dev.parley.router.http;

import org.jspecify.annotations.NullMarked;
