/** What keeps a failing or slow agent from hurting the mesh: a circuit breaker and a bulkhead for each. */
@NullMarked
package dev.parley.router.guard;

import org.jspecify.annotations.NullMarked;
