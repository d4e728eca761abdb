/** The A2A 1.0 call to an agent: JSON-RPC over HTTP, streamed, polled or rejoined, always with one clear end. */
@NullMarked
package dev.parley.router.outbound;

import org.jspecify.annotations.NullMarked;
