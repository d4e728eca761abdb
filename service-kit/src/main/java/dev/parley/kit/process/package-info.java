/** A service with a process to itself: its start, its end, and what operators ask it. */
@NullMarked
package dev.parley.kit.process;

import org.jspecify.annotations.NullMarked;
