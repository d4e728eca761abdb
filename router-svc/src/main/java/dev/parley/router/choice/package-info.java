/** The choice of agent: hard limits, score, preference, and the decision with its reasons. No gRPC, no SQL. */
@NullMarked
package dev.parley.router.choice;

import org.jspecify.annotations.NullMarked;
