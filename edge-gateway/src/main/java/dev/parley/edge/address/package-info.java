/** How a caller addressed a request: host, scheme and prefix, by itself or through a proxy, and the agent that a host names. */
@NullMarked
package dev.parley.edge.address;

import org.jspecify.annotations.NullMarked;
