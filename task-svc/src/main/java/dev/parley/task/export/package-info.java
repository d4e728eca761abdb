/** What the world is told of tasks: the journal's entries as CloudEvents, to sinks that each have an offset of their own. */
@NullMarked
package dev.parley.task.export;

import org.jspecify.annotations.NullMarked;
