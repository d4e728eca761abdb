/** The internal services as the edge calls them: with a deadline, as the caller, ended when the caller leaves. */
@NullMarked
package dev.parley.edge.calls;

import org.jspecify.annotations.NullMarked;
