/** Agents for tests that do exactly what they are told, wrong things included. */
@NullMarked
package dev.parley.router.agent;

import org.jspecify.annotations.NullMarked;
