/** What an agent is to the router. */
@NullMarked
package dev.parley.router.agent;

import org.jspecify.annotations.NullMarked;
