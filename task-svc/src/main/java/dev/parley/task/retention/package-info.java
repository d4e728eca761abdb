/** How long tasks are kept: whole days of them expire, are archived and dropped. No I/O here but the archive's reader and writer. */
@NullMarked
package dev.parley.task.retention;

import org.jspecify.annotations.NullMarked;
