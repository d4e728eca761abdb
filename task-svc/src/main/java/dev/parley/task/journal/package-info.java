/** What is written, in what order, and the one writer that commits it. */
@NullMarked
package dev.parley.task.journal;

import org.jspecify.annotations.NullMarked;
