/** Tasks while they run: intake, attempts, cancel, recovery, watchers. */
@NullMarked
package dev.parley.task.running;

import org.jspecify.annotations.NullMarked;
