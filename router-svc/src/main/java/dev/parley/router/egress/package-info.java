/** Agents through the Envoy beside this process: where it is, which clusters it has, and what it says by itself. */
@NullMarked
package dev.parley.router.egress;

import org.jspecify.annotations.NullMarked;
