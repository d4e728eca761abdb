@NullMarked
package dev.parley.task.sweep;

import org.jspecify.annotations.NullMarked;
