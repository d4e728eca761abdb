/** Looking again and again at what nothing tells of. */
@NullMarked
package dev.parley.task.sweep;

import org.jspecify.annotations.NullMarked;
