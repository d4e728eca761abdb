/** How far agents say they have come: progress, and the states from which they can go on when they have lost a task. */
@NullMarked
package dev.parley.task.checkpoint;

import org.jspecify.annotations.NullMarked;
